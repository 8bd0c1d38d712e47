// CorpusStorage tests
