// Behaviours tests
