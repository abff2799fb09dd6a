namespace AdminConsole.Features.Imports;

/// <summary>
/// Looks again when something is heard: at once for the first time, and no more than once a second for what comes in a rush. Everything happens on the page's own
/// thread.
/// </summary>
internal sealed class Paced(TimeProvider clock, Func<Task> look, CancellationToken left)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private bool looking;
    private bool again;

    public async Task LookAsync()
    {
        again = looking;
        if (looking || left.IsCancellationRequested) return;
        looking = true;
        try
        {
            using var pause = new PeriodicTimer(Pause, clock);
            do
            {
                again = false;
                await look();
                await pause.WaitForNextTickAsync(left);
            }
            while (again);
        }
        catch (OperationCanceledException) when (left.IsCancellationRequested)
        {
            return;
        }
        finally
        {
            looking = false;
        }
    }
}
