"""What response stores; each area keeps its tables in its own folder."""

from gongkai.voice.duty import models as duty  # noqa: F401 -- its tables belong to this app
from gongkai.voice.hotline import models as hotline  # noqa: F401 -- its tables belong to this app
from gongkai.voice.knowledge import models as knowledge  # noqa: F401 -- its tables belong to this app
from gongkai.voice.messages import models as messages  # noqa: F401 -- its tables belong to this app
from gongkai.voice.opinion import models as opinion  # noqa: F401 -- its tables belong to this app
from gongkai.voice.warnings import models as warnings  # noqa: F401 -- its tables belong to this app
