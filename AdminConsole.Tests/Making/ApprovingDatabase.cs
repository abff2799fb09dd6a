namespace AdminConsole.Making;

/// <summary>Where a second operator has to approve what is done to somebody with a function.</summary>
public sealed class ApprovingDatabase(TestCluster cluster) : TestDatabase(cluster)
{
    protected override (string Key, string Value)[] Settings => [("Recovery:SecondApproval", "FunctionHolders")];
}
