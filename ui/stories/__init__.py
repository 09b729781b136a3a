"""The stories page: every placement, and the stories behind them."""
