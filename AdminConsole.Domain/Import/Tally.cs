namespace AdminConsole.Domain.Import;

/// <summary>Adds up what two connections commit.</summary>
internal sealed class Tally(LoadCounts schools, IProgress<LoadReport>? progress)
{
    private readonly Lock one = new();

    public LoadReport Report { get; private set; } = new() { Schools = schools };

    public void Add(LoadReport chunk)
    {
        lock (one)
        {
            Report = Report with
            {
                Accounts = Report.Accounts + chunk.Accounts,
                Memberships = Report.Memberships + chunk.Memberships,
                Grants = Report.Grants + chunk.Grants,
                Relations = Report.Relations + chunk.Relations,
                ChildrenNotFound = Report.ChildrenNotFound + chunk.ChildrenNotFound,
                Repeated = Report.Repeated + chunk.Repeated,
            };
            progress?.Report(Report);
        }
    }
}
