"""What passes between the platform and the world (收发): mailboxes read, notices sent, each by an adapter."""
