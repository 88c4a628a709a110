"""Budgets of the design, measured side by side with a yardstick and with a peer."""
