"""What people say in a dispute, who may say it, and what it does."""
