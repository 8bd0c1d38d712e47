// Probes tests
