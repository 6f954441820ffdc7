// BoundedPattern
