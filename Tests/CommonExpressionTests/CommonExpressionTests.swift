// CommonExpression
