# spatial
