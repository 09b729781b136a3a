"""Chinese official documents as Word files, laid out after GB/T 9704-2012.

`paper.Paper` is the kit (any document), `plan_document` issues a plan with it.
"""
