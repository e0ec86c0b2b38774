"""The wording of messages: the only place that knows Jinja."""
