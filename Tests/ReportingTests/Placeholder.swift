// Reporting tests
