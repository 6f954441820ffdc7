// HandoffStore
