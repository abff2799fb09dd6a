using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AdminConsole.Domain.Recovery;

/// <summary>
/// Handles public requests, each in one transaction with all that follows from it: token, message, journal, and the request itself. Those
/// that wait together share a commit, and have one each after a failure. Any number of processes may run one. It survives whatever a
/// request or the database does; what it could not do is done later.
/// </summary>
public sealed partial class RequestWorker(
    IDbContextFactory<AdminDb> factory, LostPassword passwords, LostLogin logins, Signals signals, RequestPace pace, TimeProvider time,
    ILogger<RequestWorker> log) : BackgroundService
{
    private static readonly TimeSpan DatabasePause = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim wake = new(0);

    public override void Dispose()
    {
        base.Dispose();
        wake.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var subscription = signals.Subscribe(Signal.RequestWaiting, Guid.Empty, Wake);
        await Task.WhenAll([CleanAsync(stoppingToken), .. Enumerable.Range(0, pace.AtOnce).Select(_ => WorkAsync(stoppingToken))]);
    }

    private async Task WorkAsync(CancellationToken stoppingToken)
    {
        using var pause = new PeriodicTimer(DatabasePause, time);
        var alone = 0;
        try
        {
            while (true)
            {
                var most = alone-- > 0 ? 1 : pace.Together;
                switch (await TryNextAsync(most, stoppingToken))
                {
                    case Turn.FailedTogether: alone = pace.Together; break;
                    case Turn.Nothing: await wake.WaitAsync(pace.Sweep, stoppingToken); break;
                    case Turn.NoDatabase: await pause.WaitForNextTickAsync(stoppingToken); break;
                    case Turn.Done: break;
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What was under way is undone by the database, and waits for the next start.
            return;
        }
    }

    private enum Turn { Done, Nothing, NoDatabase, FailedTogether }

    private async Task<Turn> TryNextAsync(int most, CancellationToken stoppingToken)
    {
        List<RecoveryRequest> held = [];
        try
        {
            await using var db = await factory.CreateDbContextAsync(stoppingToken);
            await using var transaction = await db.Database.BeginTransactionAsync(stoppingToken);
            held = await RequestQueue.HoldNextAsync(db, most, stoppingToken);
            if (held is []) return Turn.Nothing;
            foreach (var request in held)
            {
                await HandleAsync(db, request, stoppingToken);
                // Before the next one: its limits count what this one used.
                await db.SaveChangesAsync(stoppingToken);
            }
            await transaction.CommitAsync(stoppingToken);
            return Turn.Done;
        }
        catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
        {
            // Whatever it is: one request must not stop the others, and what escapes a service like this one ends the process.
            Log.Failed(log, fault, held.Count);
        }
        return held.Count > 1 ? Turn.FailedTogether : await TryPostponeAsync(held.SingleOrDefault()?.Id, stoppingToken);
    }

    private async Task HandleAsync(AdminDb db, RecoveryRequest request, CancellationToken cancel)
    {
        var now = await db.NowAsync(cancel);
        if (now - request.AskedAt > pace.TooOld)
        {
            Log.TooOld(log, request.Id);
            request.State = RequestState.GivenUp;
        }
        else
        {
            await (request.Lost switch
            {
                LostThing.Password => passwords.AnswerAsync(db, request, now, cancel),
                LostThing.Login => logins.AnswerAsync(db, request, now, cancel),
            });
            request.State = RequestState.Handled;
        }
        (request.Typed, request.FinishedAt) = (null, now);
    }

    private async Task<Turn> TryPostponeAsync(Guid? held, CancellationToken stoppingToken)
    {
        if (held is not { } id) return Turn.NoDatabase;
        try
        {
            await using var db = await factory.CreateDbContextAsync(stoppingToken);
            if (await RequestQueue.PostponeAsync(db, id, pace, stoppingToken)) Log.GivenUp(log, id, pace.Tries);
            return Turn.Done;
        }
        catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
        {
            Log.Failed(log, fault, 1);
            return Turn.NoDatabase;
        }
    }

    private async Task CleanAsync(CancellationToken stoppingToken)
    {
        using var clock = new PeriodicTimer(pace.Cleaning, time);
        try
        {
            while (await clock.WaitForNextTickAsync(stoppingToken)) await TryCleanAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task TryCleanAsync(CancellationToken stoppingToken)
    {
        try
        {
            await using var db = await factory.CreateDbContextAsync(stoppingToken);
            await RequestQueue.CleanAsync(db, stoppingToken);
        }
        catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
        {
            Log.NotCleaned(log, fault);
        }
    }

    private void Wake()
    {
        if (wake.CurrentCount < pace.AtOnce) wake.Release();
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Public requests could not be handled ({Count} held) and are tried again")]
        public static partial void Failed(ILogger logger, Exception fault, int count);

        [LoggerMessage(Level = LogLevel.Error, Message = "Public request {RequestId} was given up after {Tries} tries")]
        public static partial void GivenUp(ILogger logger, Guid requestId, int tries);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Public request {RequestId} waited for too long and was not answered")]
        public static partial void TooOld(ILogger logger, Guid requestId);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Old public requests could not be removed; it is tried again later")]
        public static partial void NotCleaned(ILogger logger, Exception fault);
    }
}
