"""How the platform says no: what is wrong, which rule says so, what to do."""


class Refusal(Exception):
    """An act the law or the procedure does not allow.

    ``message`` is a sentence for the person who tried, ``article`` names the rule, ``advice`` the way on.
    """

    def __init__(self, message: str, *, article: str, advice: str) -> None:
        super().__init__(message)
        self.message = message
        self.article = article
        self.advice = advice

    def __str__(self) -> str:
        rule = f"依据：{self.article}。" if self.article else ""
        return f"{self.message}{rule}{self.advice}"
