using AdminConsole.Domain.Fiche;
using AdminConsole.Domain.Model;
using AdminConsole.Security;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.AccountParts;

/// <summary>The way back to whoever was just helped. Nothing at all when there is nobody, or when they cannot be read.</summary>
public sealed partial class RecentList(RecentFiches recents, CurrentActor actor, ILogger<RecentList> log)
{
    /// <summary>Carried from the page as the server drew it to the circuit, so that nothing flickers in between.</summary>
    [PersistentState]
    public IReadOnlyList<RecentAccount>? Accounts { get; set; }

    protected override async Task OnInitializedAsync()
    {
        try
        {
            Accounts ??= await recents.ListAsync(await actor.GetAsync(), CancellationToken.None);
        }
        catch (Exception fault) when (Outage.Caused(fault))
        {
            Log.NotRead(log, fault);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The database did not answer for the fiches opened last")]
        public static partial void NotRead(ILogger logger, Exception fault);
    }
}
