"""What we say about it: findings, figures and documents made from what happened."""
