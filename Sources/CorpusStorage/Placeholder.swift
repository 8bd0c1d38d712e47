// CorpusStorage
