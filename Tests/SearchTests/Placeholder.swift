// Search tests
