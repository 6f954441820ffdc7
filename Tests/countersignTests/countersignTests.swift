// countersign
