"""Messages of the public (网站留言、领导信箱、我为政府网站找错): received at once, answered in time, published when fit."""
