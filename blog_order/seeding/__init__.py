"""The demo content of a first start: three sites and their published articles, as files one can read and edit."""
