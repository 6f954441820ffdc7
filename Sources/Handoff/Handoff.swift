// Handoff
