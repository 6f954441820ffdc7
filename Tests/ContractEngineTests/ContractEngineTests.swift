// ContractEngine
