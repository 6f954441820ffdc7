// ReviewConsole
