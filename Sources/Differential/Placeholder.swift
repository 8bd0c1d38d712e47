// Differential
