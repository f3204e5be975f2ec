# layers
