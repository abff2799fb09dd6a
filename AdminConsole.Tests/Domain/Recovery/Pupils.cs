using AdminConsole.Domain.Model;
using AdminConsole.Making;

namespace AdminConsole.Domain.Recovery;

/// <summary>Somebody who has lost something, with an address that is nobody else's.</summary>
internal static class Pupils
{
    private static int serial;

    public static async Task<Account> NewAsync(TestDatabase database, Action<Account>? change = null) =>
        await database.People.AccountAsync("Dupont", "Éléonore", [await database.People.SchoolAsync()], account =>
        {
            account.Email = $"e.dupont{Interlocked.Increment(ref serial)}@example.org";
            change?.Invoke(account);
        });
}
