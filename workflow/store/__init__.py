"""The only place that knows SQLAlchemy: one module for each topic."""
