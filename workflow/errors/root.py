"""The root of every error that the engine raises on purpose."""


class GridcaseError(Exception):
    """Something that was asked for cannot be done.

    The docstring of each subclass is the sentence that a person reads; what it is
    about stands in attributes. `zh` and `en` are the sentence with its parameters.
    """

    def __init__(self, *, zh: str, en: str) -> None:
        self.zh = zh
        self.en = en
        super().__init__(en)

    def in_language(self, language: str) -> str:
        """The sentence in `zh` or `en`."""
        return self.zh if language == "zh" else self.en
