using Npgsql;

namespace AdminConsole.Domain.Model;

/// <summary>
/// Tells a database that is away for a moment from a mistake of ours: the first is said on the page, which stays as it is and
/// can be used again; the second ends it.
/// </summary>
public static class Outage
{
    public static bool Caused(Exception fault)
    {
        for (Exception? cause = fault; cause is not null; cause = cause.InnerException)
            if (cause is NpgsqlException { IsTransient: true }) return true;
        return false;
    }
}
