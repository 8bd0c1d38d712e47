// ModelFormats tests
