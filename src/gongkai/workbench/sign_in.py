"""The sign-in of the workbench, in the words of the office throughout."""

from typing import Any

from wagtail.admin.forms.auth import LoginForm as WagtailLoginForm


class LoginForm(WagtailLoginForm):  # type: ignore[misc]
    """Wagtail's form leaves the label of the password in English, and its hints in another voice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = "密码"
        for name in ("username", "password"):
            del self.fields[name].widget.attrs["placeholder"]
