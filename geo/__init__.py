"""The science of the atlas: pure functions on tables, without any screen."""
