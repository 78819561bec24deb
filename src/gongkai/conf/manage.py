"""Django's management commands, as a module the platform can start as a child process."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.conf.settings")
    execute_from_command_line(["gongkai", *sys.argv[1:]])
