"""The only place that knows SQLAlchemy: tables, migrations, queries, one module per topic."""
