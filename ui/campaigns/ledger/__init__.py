"""The ledger of measures (任务台账): one plan, all plans, one unit."""
