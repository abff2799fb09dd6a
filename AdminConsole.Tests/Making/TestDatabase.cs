using AdminConsole.Domain;
using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AdminConsole.Making;

/// <summary>
/// A migrated database of its own for one test class, copied from the cluster's template in some 50 ms. Take it as
/// IClassFixture; a test that spoils the whole database takes a new one by <see cref="CreateAsync"/>.
/// </summary>
public class TestDatabase(TestCluster? cluster) : IAsyncLifetime
{
    private ServiceProvider? services;

    public string ApplicationConnection { get; private set; } = "";
    public string OwnerConnection { get; private set; } = "";

    /// <summary>What differs from the settings of most tests.</summary>
    protected virtual (string Key, string Value)[] Settings => [];

    /// <summary>The domain's own registrations on this database; hosted services are not started.</summary>
    public IServiceProvider Services => services ??= BuildServices(null, Settings);

    public People People => new(this);

    public static async Task<TestDatabase> CreateAsync(TestCluster cluster)
    {
        var database = new TestDatabase(cluster);
        await database.InitializeAsync();
        return database;
    }

    /// <summary>A migrated database that somebody else made, for a test that needs a server of its own.</summary>
    public static TestDatabase At(string application, string owner) => new(cluster: null) { ApplicationConnection = application, OwnerConnection = owner };

    /// <summary>A context as the application has it.</summary>
    public AdminDb Open() => Services.GetRequiredService<IDbContextFactory<AdminDb>>().CreateDbContext();

    public T Get<T>() where T : notnull => Services.GetRequiredService<T>();

    /// <summary>The domain's registrations on this database with some replaced: a transport, the clock, an option.</summary>
    public ServiceProvider BuildServices(Action<IServiceCollection>? change = null, params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("SecondFactor:RequiredFor:0", "None")]).AddInMemoryCollection(
        [
            new("ConnectionStrings:AdminConsole", ApplicationConnection),
            new("Site:Name", "ENT d'essai"),
            new("Site:PublicUrl", "https://ent.example.org/"),
            new("Mail:From", "ne-pas-repondre@ent.example.org"),
            .. settings.Select(s => new KeyValuePair<string, string?>(s.Key, s.Value)),
        ]).Build();
        var collection = new ServiceCollection().AddLogging().AddDataProtection().Services.AddDomain(configuration);
        change?.Invoke(collection);
        return collection.BuildServiceProvider();
    }

    /// <summary>Runs SQL as the schema's owner: for what the application itself may not do, such as moving time back.</summary>
    public async Task ExecuteAsOwnerAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(OwnerConnection);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>How many rows a query gives.</summary>
    public async Task<long> CountAsync(string query)
    {
        await using var connection = new NpgsqlConnection(OwnerConnection);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"SELECT count(*) FROM ({query}) AS rows", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask InitializeAsync()
    {
        if (cluster is not null) (ApplicationConnection, OwnerConnection) = await cluster.NewDatabaseAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (services is not null) await services.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
