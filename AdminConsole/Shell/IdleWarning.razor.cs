using System.Globalization;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.SignIn;
using AdminConsole.Controls;
using AdminConsole.Security;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using SessionOptions = AdminConsole.Domain.Model.Settings.SessionOptions;

namespace AdminConsole.Shell;

/// <summary>
/// Says some minutes before that the session falls idle, with the one button that keeps it, and before its end whatever happens. Looks by itself, which is no activity:
/// nothing of it calls the browser, whose answer would count as one.
/// </summary>
public sealed partial class IdleWarning(
    Sessions sessions, IOptions<SessionOptions> options, CurrentActor actor, Signals signals, TimeProvider clock, ILogger<IdleWarning> log) : IDisposable
{
    private static readonly TimeSpan Most = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan WhileShown = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan AtLeast = TimeSpan.FromSeconds(1);

    /// <summary>Timers have a longest wait, and clocks of two machines drift.</summary>
    private static readonly TimeSpan AtMost = TimeSpan.FromHours(1);

    private IDisposable? ended;
    private ITimer? next;
    private DateTimeOffset? shown;
    private DateTimeOffset last;
    private bool busy;
    private bool gone;

    /// <summary>How long before the end: five minutes, and never more than a third of the idle time.</summary>
    internal static TimeSpan Before(SessionOptions options) => TimeSpan.FromMinutes(Math.Min(Most.TotalMinutes, options.IdleMinutes / 3.0));

    /// <summary>Whether no activity moves this end.</summary>
    private bool Final => shown == last;

    public void Dispose()
    {
        gone = true;
        ended?.Dispose();
        next?.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        if (!RendererInfo.IsInteractive) return;
        ended = signals.Subscribe(Signal.SessionEnded, (await actor.GetAsync()).SessionId, () => InvokeAsync(LookAsync));
        await LookAsync();
    }

    private async Task LookAsync()
    {
        if (gone) return;
        try
        {
            var who = await actor.GetAsync();
            var wait = await sessions.LookAsync(who.SessionId, who.AccountId, CancellationToken.None) is { } view ? Show(view) : (TimeSpan?)null;
            // Over: the circuit itself goes, and nothing is left to warn of.
            if (wait is null) shown = null;
            Wait(wait);
        }
        catch (Exception fault) when (Outage.Caused(fault))
        {
            Log.NotLooked(log, fault);
            Wait(WhileShown);
        }
        StateHasChanged();
    }

    /// <summary>What is to be said now, and how long until it has to be looked at again.</summary>
    private TimeSpan Show(SessionView view)
    {
        var end = view.IdleUntil < view.ExpiresAt ? view.IdleUntil : view.ExpiresAt;
        var left = end - view.Now - Before(options.Value);
        (last, shown) = (view.ExpiresAt, left > TimeSpan.Zero ? null : end);
        if (shown is not null) return WhileShown;
        return left < AtMost ? left + AtLeast : AtMost;
    }

    private void Wait(TimeSpan? wait)
    {
        next?.Dispose();
        next = wait is { } time && !gone ? clock.CreateTimer(_ => InvokeAsync(LookAsync), null, time, Timeout.InfiniteTimeSpan) : null;
    }

    private async Task StayAsync()
    {
        if (busy) return;
        busy = true;
        try
        {
            await sessions.TouchAsync((await actor.GetAsync()).SessionId, CancellationToken.None);
        }
        catch (Exception fault) when (Outage.Caused(fault))
        {
            Log.NotLooked(log, fault);
        }
        finally
        {
            busy = false;
        }
        await LookAsync();
    }

    private static string Clock(DateTimeOffset at) => ParisTime.Of(at).ToString("HH:mm", CultureInfo.InvariantCulture);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "How long the session lasts could not be looked at; it is tried again")]
        public static partial void NotLooked(ILogger logger, Exception fault);
    }
}
