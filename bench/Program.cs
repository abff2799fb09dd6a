Console.WriteLine($"{Environment.ProcessorCount} cores, .NET {Environment.Version}");
