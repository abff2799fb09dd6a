using System.Threading.Channels;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.SignIn;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Bounded = System.Threading.Channels.Channel;

namespace AdminConsole.Security;

/// <summary>
/// Who sits at an open circuit. Looks at his session again every 30 seconds, and at once when the database says that it ended
/// or that his account or grants changed; what has changed is told to the page, which then closes or shows less.
/// </summary>
internal sealed partial class CircuitUser(Sessions sessions, Signals signals, IHostApplicationLifetime life, TimeProvider time, ILogger<CircuitUser> log)
    : ServerAuthenticationStateProvider, IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan TouchEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan WayOut = TimeSpan.FromSeconds(10);

    private readonly Channel<bool> lookAgain = Bounded.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    // The application's end is the circuit's as well: what it would look with is taken down before the circuits are.
    private readonly CancellationTokenSource closed = CancellationTokenSource.CreateLinkedTokenSource(life.ApplicationStopping);
    private bool disposed;
    private readonly List<IDisposable> watches = [];
    private DateTimeOffset touchedAt;
    private bool touched;
    private long leftAt;

    /// <summary>Until the circuit or the application ends; null before it is watched.</summary>
    internal Task? Looking { get; private set; }

    /// <summary>Starts to watch; a page that is only rendered once has no need of it.</summary>
    public async Task WatchAsync()
    {
        if ((await GetAuthenticationStateAsync()).User.Actor() is not { } actor) return;
        watches.Add(signals.Subscribe(Signal.SessionEnded, actor.SessionId, LookSoon));
        watches.Add(signals.Subscribe(Signal.AccountChanged, actor.AccountId, LookSoon));
        watches.Add(time.CreateTimer(_ => LookSoon(), null, Every, Every));
        var stop = closed.Token;
        Looking = Task.Run(() => KeepLookingAsync(actor, stop), CancellationToken.None);
        // What happened between the page's request and now.
        LookSoon();
    }

    /// <summary>
    /// Something was done in the circuit: keeps the session from falling idle. Returns before that is written, because a key
    /// that waits here is overtaken by the next one.
    /// </summary>
    public void Touch()
    {
        var now = time.GetUtcNow();
        if (now - touchedAt < TouchEvery) return;
        touchedAt = now;
        touched = true;
        LookSoon();
    }

    /// <summary>
    /// The person signs out by the form of this page: its answer leads on, to the identity provider first if he came from there, and a page that left by itself
    /// because its session ended would cut that short. If no answer came, it does so at the next look.
    /// </summary>
    public void LeaveByForm() => Volatile.Write(ref leftAt, time.GetUtcNow().UtcTicks);

    /// <summary>Called twice: the container knows it by two names.</summary>
    public void Dispose()
    {
        if (disposed) return;
        disposed = true;
        closed.Cancel();
        lookAgain.Writer.TryComplete();
        foreach (var watch in watches) watch.Dispose();
        closed.Dispose();
    }

    private void LookSoon() => lookAgain.Writer.TryWrite(true);

    private async Task KeepLookingAsync(Actor actor, CancellationToken stop)
    {
        try
        {
            await foreach (var _ in lookAgain.Reader.ReadAllAsync(stop)) await LookAsync(actor, stop);
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            Log.Closed(log, actor.SessionId);
        }
    }

    private async Task LookAsync(Actor actor, CancellationToken stop)
    {
        try
        {
            if (Interlocked.Exchange(ref touched, false)) await sessions.TouchAsync(actor.SessionId, stop);
            var view = await sessions.LookAsync(actor.SessionId, actor.AccountId, stop);
            var before = (await GetAuthenticationStateAsync()).User;
            if (view is not null && before.Actor() is not null && before.Function() == view.Function) return;
            if (view is null && (before.Actor() is null || time.GetUtcNow().UtcTicks - Volatile.Read(ref leftAt) < WayOut.Ticks)) return;
            SetAuthenticationState(Task.FromResult(new AuthenticationState(
                view is null ? SessionUser.Nobody : SessionUser.Of(view, actor.Network))));
        }
        catch (Exception fault) when (!stop.IsCancellationRequested)
        {
            // Whatever it is, it must not be the last look: who cannot be looked at would stay for ever.
            Log.NotLooked(log, actor.SessionId, fault);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Session {SessionId} could not be looked at; it is tried again")]
        public static partial void NotLooked(ILogger logger, Guid sessionId, Exception fault);

        [LoggerMessage(Level = LogLevel.Debug, Message = "Session {SessionId} is no longer watched: its circuit closed")]
        public static partial void Closed(ILogger logger, Guid sessionId);
    }
}
