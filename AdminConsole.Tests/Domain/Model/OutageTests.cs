using AdminConsole.Making;
using Npgsql;

namespace AdminConsole.Domain.Model;

public sealed class OutageTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_is_not_there_is_an_outage()
    {
        await using var nowhere = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=nobody;Database=none");
        var fault = await Assert.ThrowsAnyAsync<Exception>(async () => await nowhere.OpenConnectionAsync(Cancel));
        Assert.True(Outage.Caused(fault));
        Assert.True(Outage.Caused(new InvalidOperationException("Wrapped, as EF Core does.", fault)));
    }

    [Fact]
    public async Task A_connection_that_the_server_ends_is_an_outage()
    {
        await using var source = NpgsqlDataSource.Create(database.ApplicationConnection);
        await using var connection = await source.OpenConnectionAsync(Cancel);
        await using var command = new NpgsqlCommand("SELECT pg_terminate_backend(pg_backend_pid())", connection);
        Assert.True(Outage.Caused(await Assert.ThrowsAnyAsync<Exception>(() => command.ExecuteNonQueryAsync(Cancel))));
    }

    [Fact]
    public async Task A_mistake_of_ours_is_none()
    {
        await using var source = NpgsqlDataSource.Create(database.ApplicationConnection);
        await using var command = source.CreateCommand("SELECT * FROM no_such_table");
        Assert.False(Outage.Caused(await Assert.ThrowsAnyAsync<Exception>(() => command.ExecuteNonQueryAsync(Cancel))));
        Assert.False(Outage.Caused(new InvalidOperationException()));
    }
}
