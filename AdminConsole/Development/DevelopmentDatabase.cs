namespace AdminConsole.Development;

/// <summary>The database of someone who has just cloned: none is configured, so a private one runs.</summary>
internal static class DevelopmentDatabase
{
    /// <summary>Starts the private PostgreSQL and puts its two connection strings into the configuration; null when one is configured, and always outside Development.</summary>
    public static async Task<PrivatePostgres?> StartPrivatePostgresAsync(this WebApplicationBuilder builder)
    {
        if (!builder.Environment.IsDevelopment() || !string.IsNullOrWhiteSpace(builder.Configuration.GetConnectionString("AdminConsole")))
        {
            return null;
        }

        var postgres = await PrivatePostgres.StartAsync(new(Path.Combine(Root(builder.Environment.ContentRootPath), ".data", "postgres")));
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:AdminConsole"] = postgres.Application,
            ["ConnectionStrings:AdminConsoleOwner"] = postgres.Owner,
        });
        return postgres;
    }

    /// <summary>The clone that the content root lies in, else the content root.</summary>
    private static string Root(string contentRoot)
    {
        for (var folder = contentRoot; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "AdminConsole.sln")))
            {
                return folder;
            }
        }

        return contentRoot;
    }
}
