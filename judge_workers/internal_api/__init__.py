"""`/internal/v1` of a judge: building and running programs for other services, each as a step of its own."""
