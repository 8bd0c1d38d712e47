// Behaviours
