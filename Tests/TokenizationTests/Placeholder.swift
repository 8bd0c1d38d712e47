// Filled by the tests of tokenizers and templates.
