"""What a provider is told: its report, and the report's way to its front-end machine."""
