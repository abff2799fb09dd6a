using AdminConsole.Domain.Accounts;
using AdminConsole.Domain.Approvals;
using AdminConsole.Domain.Assistance;
using AdminConsole.Domain.Bulk;
using AdminConsole.Domain.Delivery;
using AdminConsole.Domain.Fiche;
using AdminConsole.Domain.Functions;
using AdminConsole.Domain.Home;
using AdminConsole.Domain.Import;
using AdminConsole.Domain.Imports;
using AdminConsole.Domain.Journal;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Messages;
using AdminConsole.Domain.Model.Passwords;
using AdminConsole.Domain.Model.Settings;
using AdminConsole.Domain.Model.Tokens;
using AdminConsole.Domain.OwnAccount;
using AdminConsole.Domain.Recovery;
using AdminConsole.Domain.Schools;
using AdminConsole.Domain.Search;
using AdminConsole.Domain.SignIn;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;

namespace AdminConsole.Domain;

/// <summary>Every registration of the domain, on one screen.</summary>
public static class DomainServices
{
    public static IServiceCollection AddDomain(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings(configuration);
        services.AddSecondFactor(configuration);
        services.AddPasswords(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(_ => DataSource(configuration.GetConnectionString("AdminConsole")!));
        services.AddPooledDbContextFactory<AdminDb>((provider, options) => options.UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>()));
        services.AddDataProtection().SetApplicationName("AdminConsole");
        services.AddOptions<KeyManagementOptions>().Configure<IDbContextFactory<AdminDb>>((keys, factory) => keys.XmlRepository = new KeyStore(factory));
        services.AddSingleton(provider => new DatabaseSetup(configuration, provider.GetRequiredService<IDbContextFactory<AdminDb>>()));
        services.AddSingleton<MessageSealer>();
        services.AddSingleton<SmsGateway>();
        services.AddSingleton<ConsoleRights>();
        services.AddSingleton<AccountSearch>();
        services.AddSingleton<AccountList>();
        services.AddSingleton<AccountExport>();
        services.AddSingleton<AccountSelection>();
        services.AddSingleton<DailyActivity>();
        services.AddSingleton<ActivitySweep>();
        services.AddHostedService(provider => provider.GetRequiredService<ActivitySweep>());
        services.AddSingleton<FicheReader>();
        services.AddSingleton<FicheHistory>();
        services.AddSingleton<RecentFiches>();
        services.AddSingleton<FicheViewers>();
        services.AddHostedService(provider => provider.GetRequiredService<FicheViewers>());
        services.AddSingleton<AccountAccess>();
        services.AddSingleton<AccountAlias>();
        services.AddSingleton<MessageWriter>();
        services.AddSingleton<ResetMail>();
        services.AddSingleton<NoticeMail>();
        services.AddSingleton<ResetSms>();
        services.AddSingleton<NoticeSms>();
        services.AddSingleton<ResetTokens>();
        services.AddSingleton<Operations>();
        services.AddSingleton<MailWay>();
        services.AddSingleton<SmsWay>();
        services.AddSingleton<PasswordReset>();
        services.AddSingleton<PublicRequests>();
        services.AddSingleton<LoginsMail>();
        services.AddSingleton<LostPassword>();
        services.AddSingleton<LostLogin>();
        services.AddSingleton<RequestPace>();
        services.AddHostedService<RequestWorker>();
        services.AddSingleton<CallerChecks>();
        services.AddSingleton<CodeMessages>();
        services.AddSingleton<ApprovalMail>();
        services.AddSingleton<SecondApproval>();
        services.AddSingleton<PendingApprovals>();
        services.AddSingleton<ApprovalDecisions>();
        services.AddHostedService<ApprovalSweep>();
        services.AddSingleton<CallerCodes>();
        services.AddSingleton<ProvisionalPasswords>();
        services.AddSingleton<SecondFactorClearing>();
        services.AddSingleton<SlipBatches>();
        services.AddSingleton<Terms>();
        services.AddSingleton<AccountActivation>();
        services.AddSingleton<PasswordChoice>();
        services.AddSingleton<MessageStatuses>();
        services.AddSingleton<FirstOperator>();
        services.AddSingleton<LockedOutOperator>();
        services.AddSingleton<AccountSignIn>();
        services.AddSingleton<ProviderSignIn>();
        services.AddSingleton<BreakGlassUses>();
        services.AddHostedService<WrongTriesSweep>();
        services.AddSingleton<Sessions>();
        services.AddOwnAccount();
        services.AddSingleton<SchoolFinder>();
        services.AddAssistanceForm();
        services.AddAssistanceDesk();
        services.AddAccountManagement();
        services.AddBulkActions();
        services.AddJournal(configuration);
        services.AddSingleton<BulkLoader>();
        services.AddImports();
        services.AddSingleton<ITransport, MailTransport>();
        services.AddSms(configuration);
        services.AddSingleton(provider => new DeliveryPace { AtOnce = provider.GetRequiredService<IOptions<MailOptions>>().Value.Connections });
        services.AddHostedService<OutboxWorker>();
        services.AddSingleton<DeliveryStates>();
        services.AddSingleton<DeliveryDesk>();
        services.AddSingleton<Bounces>();
        services.AddSingleton<DeliveryWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<DeliveryWatch>());
        services.AddSingleton<Signals>();
        services.AddSingleton<LateSignals>();
        services.AddHostedService(provider => provider.GetRequiredService<Signals>());
        return services;
    }

    /// <summary>By the key alone: nothing is bound before the whole configuration was checked.</summary>
    private static void AddSms(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<SmsBudget>();
        if (!Enum.TryParse<SmsProvider>(configuration[$"{SmsOptions.Section}:{nameof(SmsOptions.Provider)}"], ignoreCase: true, out var provider)) return;
        if (provider is SmsProvider.OvhCloud) services.AddSingleton<SmsCarrier, OvhCloudSms>();
        if (provider is SmsProvider.Webhook) services.AddSingleton<SmsCarrier, WebhookSms>();
        if (provider is not SmsProvider.None) services.AddSingleton<ITransport, SmsTransport>();
    }

    private static IServiceCollection AddAccountManagement(this IServiceCollection services) => services
        .AddSingleton<SchoolsToManage>()
        .AddSingleton<AccountCreation>()
        .AddSingleton<ManagedAccount>()
        .AddSingleton<AccountIdentity>()
        .AddSingleton<AccountPlaces>()
        .AddSingleton<AccountFamily>()
        .AddSingleton<AccountDeletion>()
        .AddSingleton<AccountErasure>()
        .AddSingleton<FunctionGrants>()
        .AddSingleton<FunctionList>();

    private static IServiceCollection AddBulkActions(this IServiceCollection services) => services
        .AddSingleton<BulkAct, BulkResets>()
        .AddSingleton<BulkAct, BulkAccess>()
        .AddSingleton<BulkRuns>()
        .AddSingleton<BulkReader>()
        .AddSingleton<BulkWorker>()
        .AddHostedService(provider => provider.GetRequiredService<BulkWorker>())
        .AddHostedService<BulkSweep>();

    private static IServiceCollection AddOwnAccount(this IServiceCollection services) => services
        .AddSingleton<OwnAccountReader>()
        .AddSingleton<PasswordProof>()
        .AddSingleton<ContactMessages>()
        .AddSingleton<OwnResets>()
        .AddSingleton<OwnContacts>()
        .AddSingleton<ContactLinks>()
        .AddSingleton<OwnPassword>()
        .AddSingleton<OwnSessions>()
        .AddSingleton<OwnActivity>()
        .AddSingleton<Disowning>();

    /// <summary>Asked of every function unless it is said otherwise; in Development, of none.</summary>
    private static void AddSecondFactor(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SecondFactorOptions>().Bind(configuration.GetSection(SecondFactorOptions.Section))
            .PostConfigure<IServiceProvider>((options, provider) =>
            {
                if (options.RequiredFor is []) options.RequiredFor = provider.GetService<IHostEnvironment>()?.IsDevelopment() is true ? [FactorRequiredFor.None] : [.. SecondFactorOptions.Everybody];
            });
        services.AddSingleton<TotpSecrets>();
        services.AddSingleton<FactorReader>();
        services.AddSingleton<FactorProofs>();
        services.AddSingleton<FactorEnrolment>();
        services.AddSingleton<PasskeyEntry>();
        services.AddSingleton<FactorNotices>();
    }

    private static IServiceCollection AddAssistanceForm(this IServiceCollection services) => services
        .AddSingleton<AssistanceReferences>()
        .AddSingleton<AssistanceMail>()
        .AddSingleton<AssistanceLimits>()
        .AddSingleton<AssistanceForm>()
        .AddSingleton<AssistanceFollowUp>()
        .AddHostedService<AssistanceSweep>();

    private static IServiceCollection AddAssistanceDesk(this IServiceCollection services) => services
        .AddSingleton<AssistanceList>()
        .AddSingleton<AssistanceReader>()
        .AddSingleton<AssistanceActs>()
        .AddSingleton<AssistanceDesk>()
        .AddSingleton<AssistanceAnswers>()
        .AddSingleton<AssistanceMatching>()
        .AddSingleton<AssistanceResets>()
        .AddSingleton<AssistanceLoader>()
        .AddSingleton<AssistanceSendOn>()
        .AddSingleton<AssistanceFigures>();

    private static IServiceCollection AddImports(this IServiceCollection services) => services
        .AddSingleton<ImportDesk>()
        .AddSingleton<ImportFiles>()
        .AddSingleton<ImportReader>()
        .AddSingleton<ImportLines>()
        .AddSingleton<ImportReport>()
        .AddSingleton(provider => new ImportPace(provider.GetRequiredService<TimeProvider>()) { LinesPerSecond = provider.GetRequiredService<IOptions<ImportOptions>>().Value.LinesPerSecond })
        .AddSingleton<ImportSweep>()
        .AddHostedService(provider => provider.GetRequiredService<ImportSweep>())
        .AddSingleton<ImportFeed>()
        .AddSingleton<ImportWorker>()
        .AddHostedService(provider => provider.GetRequiredService<ImportWorker>());

    private static IServiceCollection AddJournal(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton<JournalReader>()
        .AddSingleton<JournalExport>()
        .AddSingleton<JournalSealer>()
        .AddHostedService(provider => provider.GetRequiredService<JournalSealer>())
        .AddSingleton<JournalVerification>()
        .AddSingleton<VolumeAlarms>()
        .AddSingleton<VolumeWatch>()
        .AddHostedService(provider => provider.GetRequiredService<VolumeWatch>())
        .AddSingleton(provider => new JournalPurge(configuration, provider.GetRequiredService<IOptions<JournalOptions>>()));

    private static IServiceCollection AddPasswords(this IServiceCollection services, IConfiguration configuration) => services
        .Configure<PasswordOptions>(configuration.GetSection(PasswordOptions.Section))
        .AddSingleton(provider => new PasswordRules(provider.GetRequiredService<IOptions<PasswordOptions>>().Value))
        .AddSingleton<PhraseMaker>()
        .AddSingleton<PasswordHash>()
        .AddSingleton<PasswordJudge>()
        .AddSingleton<PasswordChange>();

    /// <summary>Statements are prepared on their second use: a search is planned once a connection, not once a keystroke.</summary>
    private static NpgsqlDataSource DataSource(string connectionString) =>
        new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = "AdminConsole",
            MaxAutoPrepare = 100,
            AutoPrepareMinUsages = 2,
        }.ConnectionString).Build();
}
