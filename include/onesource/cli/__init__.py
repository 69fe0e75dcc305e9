"""The command line, `onesource …`: shows and starts what the other rooms do."""
