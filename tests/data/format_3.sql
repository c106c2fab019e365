BEGIN TRANSACTION;
CREATE TABLE "beside" (
   "run_id" INTEGER PRIMARY KEY REFERENCES "run"("run_id"),
   "extra" INTEGER,
   "lost" INTEGER,
   "both" INTEGER,
   "sooner_hours" REAL
);
INSERT INTO "beside" VALUES(1,0,0,0,NULL);
INSERT INTO "beside" VALUES(2,35,0,0,NULL);
INSERT INTO "beside" VALUES(3,0,0,0,NULL);
INSERT INTO "beside" VALUES(4,44,0,0,NULL);
CREATE TABLE "column_meaning" (
   "table_name" TEXT,
   "column_name" TEXT,
   "unit" TEXT,
   "meaning" TEXT,
   PRIMARY KEY ("table_name", "column_name")
) WITHOUT ROWID;
INSERT INTO "column_meaning" VALUES('beside','both','members','reached, and under do nothing as well');
INSERT INTO "column_meaning" VALUES('beside','extra','members','reached, and not under do nothing (expansion)');
INSERT INTO "column_meaning" VALUES('beside','lost','members','not reached, but under do nothing');
INSERT INTO "column_meaning" VALUES('beside','run_id','','the run');
INSERT INTO "column_meaning" VALUES('beside','sooner_hours','hours','how much sooner than under do nothing those of both are reached, on average');
INSERT INTO "column_meaning" VALUES('column_meaning','column_name','','the column');
INSERT INTO "column_meaning" VALUES('column_meaning','meaning','','what it means');
INSERT INTO "column_meaning" VALUES('column_meaning','table_name','','the table');
INSERT INTO "column_meaning" VALUES('column_meaning','unit','','unit of the values');
INSERT INTO "column_meaning" VALUES('cost','kind','','what for');
INSERT INTO "column_meaning" VALUES('cost','money','money','how much, in the scenario''s currency');
INSERT INTO "column_meaning" VALUES('cost','run_id','','the run');
INSERT INTO "column_meaning" VALUES('event','hours','hours','time from the start');
INSERT INTO "column_meaning" VALUES('event','kind','','crisis, second wave, or the action of a playbook');
INSERT INTO "column_meaning" VALUES('event','number','','number of the event in the run, from 0');
INSERT INTO "column_meaning" VALUES('event','run_id','','the run');
INSERT INTO "column_meaning" VALUES('event','text','','what happened');
INSERT INTO "column_meaning" VALUES('flow','impressions','impressions','times seen');
INSERT INTO "column_meaning" VALUES('flow','receiver','','segment of the member who saw it');
INSERT INTO "column_meaning" VALUES('flow','run_id','','the run');
INSERT INTO "column_meaning" VALUES('flow','side','','stance of the message: supportive, hostile, neutral');
INSERT INTO "column_meaning" VALUES('flow','source','','segment of the member whose post was seen');
INSERT INTO "column_meaning" VALUES('health','run_id','','the run');
INSERT INTO "column_meaning" VALUES('health','text','','what is wrong, with figures');
INSERT INTO "column_meaning" VALUES('health','warning','','name of the warning: died out, saturated, one member dominates, horizon too short, nobody takes part, nothing to compare');
INSERT INTO "column_meaning" VALUES('metric','better','','1 where more is better, -1 where less is, 0 neither');
INSERT INTO "column_meaning" VALUES('metric','meaning','','what it means');
INSERT INTO "column_meaning" VALUES('metric','metric','','name of the outcome');
INSERT INTO "column_meaning" VALUES('metric','stage','','AMEC stage: input, activity, output, out-take, outcome, impact');
INSERT INTO "column_meaning" VALUES('metric','unit','','unit of the value');
INSERT INTO "column_meaning" VALUES('outcome','metric','','name of the outcome');
INSERT INTO "column_meaning" VALUES('outcome','run_id','','the run');
INSERT INTO "column_meaning" VALUES('outcome','value','see metric','its value; NULL where a run has no such number');
INSERT INTO "column_meaning" VALUES('param','given','','1 where the scenario gives it, 0 where it is the default');
INSERT INTO "column_meaning" VALUES('param','meaning','','what it means');
INSERT INTO "column_meaning" VALUES('param','path','','where the setting stands');
INSERT INTO "column_meaning" VALUES('param','source','','where the value comes from: "scenario" where it was given');
INSERT INTO "column_meaning" VALUES('param','unit','','unit of the value');
INSERT INTO "column_meaning" VALUES('param','value','','its value, as JSON');
INSERT INTO "column_meaning" VALUES('post','hours','hours','time from the start');
INSERT INTO "column_meaning" VALUES('post','member','','who published it');
INSERT INTO "column_meaning" VALUES('post','message','','what it says');
INSERT INTO "column_meaning" VALUES('post','parent','','the post from which it was shared; NULL for an original');
INSERT INTO "column_meaning" VALUES('post','parent_member','','who published that one');
INSERT INTO "column_meaning" VALUES('post','platform','','where it was published');
INSERT INTO "column_meaning" VALUES('post','post','','number of the post in the run, from 0');
INSERT INTO "column_meaning" VALUES('post','role','','role of the segment');
INSERT INTO "column_meaning" VALUES('post','run_id','','the run');
INSERT INTO "column_meaning" VALUES('post','segment','','segment of the member');
INSERT INTO "column_meaning" VALUES('post','tick','ticks','tick in which it was published');
INSERT INTO "column_meaning" VALUES('run','error','','why it failed');
INSERT INTO "column_meaning" VALUES('run','replication','','number of the world in the study, from 0');
INSERT INTO "column_meaning" VALUES('run','run_id','','the run');
INSERT INTO "column_meaning" VALUES('run','seconds','seconds','how long it took');
INSERT INTO "column_meaning" VALUES('run','seed','','number of the world: simulate(seed=...) repeats the run');
INSERT INTO "column_meaning" VALUES('run','started','','when it began (UTC)');
INSERT INTO "column_meaning" VALUES('run','status','','PENDING, SUCCEEDED, FAILED or ABORTED');
INSERT INTO "column_meaning" VALUES('run','strategy','','name of the strategy');
INSERT INTO "column_meaning" VALUES('run','variant','','the variant of the scenario that it ran; empty where it is as given');
INSERT INTO "column_meaning" VALUES('segment','role','','its role');
INSERT INTO "column_meaning" VALUES('segment','segment','','name of the segment');
INSERT INTO "column_meaning" VALUES('segment','size','members','how many members it has');
INSERT INTO "column_meaning" VALUES('segment_series','actions','actions','calls to action followed in the tick');
INSERT INTO "column_meaning" VALUES('segment_series','attitude','-1..1','mean attitude at the end of the tick: of the public, or of the segment');
INSERT INTO "column_meaning" VALUES('segment_series','hides','hides','sources hidden in the tick');
INSERT INTO "column_meaning" VALUES('segment_series','hostile_reach','members','members who have seen a hostile message so far (in all: of the public)');
INSERT INTO "column_meaning" VALUES('segment_series','hours','hours','time from the start to the end of the tick');
INSERT INTO "column_meaning" VALUES('segment_series','impressions_hostile','impressions','times that hostile messages were seen in the tick (in all: by the public)');
INSERT INTO "column_meaning" VALUES('segment_series','impressions_neutral','impressions','times that neutral messages were seen in the tick (in all: by the public)');
INSERT INTO "column_meaning" VALUES('segment_series','impressions_supportive','impressions','times that supportive messages were seen in the tick (in all: by the public)');
INSERT INTO "column_meaning" VALUES('segment_series','leads','leads','actions of the tick that became leads');
INSERT INTO "column_meaning" VALUES('segment_series','originals_hostile','posts','original hostile posts in the tick');
INSERT INTO "column_meaning" VALUES('segment_series','originals_neutral','posts','original neutral posts in the tick');
INSERT INTO "column_meaning" VALUES('segment_series','originals_supportive','posts','original supportive posts in the tick');
INSERT INTO "column_meaning" VALUES('segment_series','reach','members','members who have seen a supportive message so far (in all: of the public)');
INSERT INTO "column_meaning" VALUES('segment_series','role','','role of the segment');
INSERT INTO "column_meaning" VALUES('segment_series','run_id','','the run');
INSERT INTO "column_meaning" VALUES('segment_series','sales','sales','leads of the tick that became sales');
INSERT INTO "column_meaning" VALUES('segment_series','segment','','the segment of those who saw, shared, published or acted');
INSERT INTO "column_meaning" VALUES('segment_series','shares_hostile','shares','times that hostile messages were passed on in the tick');
INSERT INTO "column_meaning" VALUES('segment_series','shares_neutral','shares','times that neutral messages were passed on in the tick');
INSERT INTO "column_meaning" VALUES('segment_series','shares_supportive','shares','times that supportive messages were passed on in the tick');
INSERT INTO "column_meaning" VALUES('segment_series','tick','ticks','number of the tick, from 0');
INSERT INTO "column_meaning" VALUES('segment_series','unfollows','unfollows','ties cut in the tick');
INSERT INTO "column_meaning" VALUES('segment_series','unseen','exposures','exposures in the tick that were not seen');
INSERT INTO "column_meaning" VALUES('series','actions','actions','calls to action followed in the tick');
INSERT INTO "column_meaning" VALUES('series','attention','x','the world''s attention to the crisis in the tick; 1 where there is no crisis');
INSERT INTO "column_meaning" VALUES('series','attitude','-1..1','mean attitude at the end of the tick: of the public, or of the segment');
INSERT INTO "column_meaning" VALUES('series','hides','hides','sources hidden in the tick');
INSERT INTO "column_meaning" VALUES('series','hostile_reach','members','members who have seen a hostile message so far (in all: of the public)');
INSERT INTO "column_meaning" VALUES('series','hours','hours','time from the start to the end of the tick');
INSERT INTO "column_meaning" VALUES('series','impressions_hostile','impressions','times that hostile messages were seen in the tick (in all: by the public)');
INSERT INTO "column_meaning" VALUES('series','impressions_neutral','impressions','times that neutral messages were seen in the tick (in all: by the public)');
INSERT INTO "column_meaning" VALUES('series','impressions_supportive','impressions','times that supportive messages were seen in the tick (in all: by the public)');
INSERT INTO "column_meaning" VALUES('series','leads','leads','actions of the tick that became leads');
INSERT INTO "column_meaning" VALUES('series','originals_hostile','posts','original hostile posts in the tick');
INSERT INTO "column_meaning" VALUES('series','originals_neutral','posts','original neutral posts in the tick');
INSERT INTO "column_meaning" VALUES('series','originals_supportive','posts','original supportive posts in the tick');
INSERT INTO "column_meaning" VALUES('series','reach','members','members who have seen a supportive message so far (in all: of the public)');
INSERT INTO "column_meaning" VALUES('series','run_id','','the run');
INSERT INTO "column_meaning" VALUES('series','sales','sales','leads of the tick that became sales');
INSERT INTO "column_meaning" VALUES('series','shares_hostile','shares','times that hostile messages were passed on in the tick');
INSERT INTO "column_meaning" VALUES('series','shares_neutral','shares','times that neutral messages were passed on in the tick');
INSERT INTO "column_meaning" VALUES('series','shares_supportive','shares','times that supportive messages were passed on in the tick');
INSERT INTO "column_meaning" VALUES('series','tick','ticks','number of the tick, from 0');
INSERT INTO "column_meaning" VALUES('series','unfollows','unfollows','ties cut in the tick');
INSERT INTO "column_meaning" VALUES('series','unseen','exposures','exposures in the tick that were not seen');
INSERT INTO "column_meaning" VALUES('study','baseline','','the strategy that the others are compared with');
INSERT INTO "column_meaning" VALUES('study','content','','the scenario as JSON: what was given, with settings replaced');
INSERT INTO "column_meaning" VALUES('study','created','','when it was begun (UTC)');
INSERT INTO "column_meaning" VALUES('study','detailed','worlds','worlds, from the first, with segment series and posts');
INSERT INTO "column_meaning" VALUES('study','digest','','SHA-256 of the scenario with every setting filled in');
INSERT INTO "column_meaning" VALUES('study','host','','name of the computer where it was begun');
INSERT INTO "column_meaning" VALUES('study','name','','title of the scenario');
INSERT INTO "column_meaning" VALUES('study','replications','worlds','worlds that every strategy meets');
INSERT INTO "column_meaning" VALUES('study','schema_version','','version of these tables');
INSERT INTO "column_meaning" VALUES('study','seed','','seed of the study');
INSERT INTO "column_meaning" VALUES('study','start','','date and time of tick 0');
INSERT INTO "column_meaning" VALUES('study','stopped','','why no more worlds were added, where that was left to the procedure');
INSERT INTO "column_meaning" VALUES('study','strategies','','names of the strategies, as a JSON list');
INSERT INTO "column_meaning" VALUES('study','text','','the scenario file as it was given; NULL where there was none');
INSERT INTO "column_meaning" VALUES('study','tick_hours','hours','length of a tick');
INSERT INTO "column_meaning" VALUES('study','versions','','versions of Python, the libraries and our code, as JSON');
INSERT INTO "column_meaning" VALUES('variant','settings','','what is replaced: a JSON list of pairs of path and value');
INSERT INTO "column_meaning" VALUES('variant','variant','','name of the variant');
CREATE TABLE "cost" (
   "run_id" INTEGER REFERENCES "run"("run_id"),
   "kind" TEXT,
   "money" REAL,
   PRIMARY KEY ("run_id", "kind")
) WITHOUT ROWID;
INSERT INTO "cost" VALUES(2,'playbook',500.0);
INSERT INTO "cost" VALUES(2,'posts of the playbook',200.0);
INSERT INTO "cost" VALUES(4,'playbook',500.0);
INSERT INTO "cost" VALUES(4,'posts of the playbook',200.0);
CREATE TABLE "event" (
   "run_id" INTEGER REFERENCES "run"("run_id"),
   "number" INTEGER,
   "hours" REAL,
   "kind" TEXT,
   "text" TEXT,
   PRIMARY KEY ("run_id", "number")
) WITHOUT ROWID;
INSERT INTO "event" VALUES(2,0,2.0,'publish','at_hours 2.0, message launch, speaker press');
INSERT INTO "event" VALUES(4,0,2.0,'publish','at_hours 2.0, message launch, speaker press');
CREATE TABLE "flow" (
   "run_id" INTEGER REFERENCES "run"("run_id"),
   "source" TEXT,
   "receiver" TEXT,
   "side" TEXT,
   "impressions" INTEGER,
   PRIMARY KEY ("run_id", "source", "receiver", "side")
) WITHOUT ROWID;
INSERT INTO "flow" VALUES(2,'people','people','supportive',40);
INSERT INTO "flow" VALUES(2,'press','people','supportive',20);
INSERT INTO "flow" VALUES(4,'people','people','supportive',64);
INSERT INTO "flow" VALUES(4,'press','people','supportive',20);
CREATE TABLE "health" (
   "run_id" INTEGER REFERENCES "run"("run_id"),
   "warning" TEXT,
   "text" TEXT,
   PRIMARY KEY ("run_id", "warning")
) WITHOUT ROWID;
INSERT INTO "health" VALUES(2,'horizon too short','25 % of the exposures of what was published would come after the end');
INSERT INTO "health" VALUES(4,'horizon too short','27 % of the exposures of what was published would come after the end');
CREATE TABLE "metric" (
   "metric" TEXT PRIMARY KEY,
   "unit" TEXT,
   "stage" TEXT,
   "better" INTEGER,
   "meaning" TEXT
);
INSERT INTO "metric" VALUES('cost','money','input',-1,'What the strategy has cost.');
INSERT INTO "metric" VALUES('posts','posts','activity',0,'Original posts, of whatever stance.');
INSERT INTO "metric" VALUES('impressions','impressions','output',1,'Times that the public saw supportive messages, repeats counted.');
INSERT INTO "metric" VALUES('reach','members','output',1,'Members of the public (audience and advocates) who have seen a supportive message.');
INSERT INTO "metric" VALUES('frequency','impressions/member','output',0,'Supportive impressions per member reached.');
INSERT INTO "metric" VALUES('shares','shares','out-take',1,'Times that supportive messages were passed on.');
INSERT INTO "metric" VALUES('amplification','shares/1000 impressions','out-take',1,'Shares of supportive messages per thousand impressions.');
INSERT INTO "metric" VALUES('engagements','engagements','out-take',1,'Shares of supportive messages, and actions, by the public.');
INSERT INTO "metric" VALUES('engagement_rate','per 1000 impressions','out-take',1,'Shares and actions by the public per thousand supportive impressions.');
INSERT INTO "metric" VALUES('awareness','share','out-take',1,'Share of the public who remember us at the end: half an exposure or more is left of their familiarity.');
INSERT INTO "metric" VALUES('share_of_voice','share','output',1,'Supportive impressions as a share of all impressions of the public.');
INSERT INTO "metric" VALUES('earned_share','share','output',1,'Share of the supportive impressions of the public that come from others than the organisation''s own outlets.');
INSERT INTO "metric" VALUES('unfollows','unfollows','out-take',-1,'Follower ties cut for too much promotion.');
INSERT INTO "metric" VALUES('hides','hides','out-take',-1,'Sources whose promotion members have hidden.');
INSERT INTO "metric" VALUES('unfollow_rate','per 1000 impressions','out-take',-1,'Follower ties cut per thousand supportive impressions of the public.');
INSERT INTO "metric" VALUES('time_to_first_response','hours','activity',-1,'Hours from the onset of the crisis to the first original post that answers it.');
INSERT INTO "metric" VALUES('sentiment_net','-1..1','out-take',1,'Supportive minus hostile posts and shares, as a share of both.');
INSERT INTO "metric" VALUES('hostile_impressions','impressions','output',-1,'Times that the public saw hostile messages, repeats counted.');
INSERT INTO "metric" VALUES('hostile_reach','members','output',-1,'Members of the public who have seen a hostile message.');
INSERT INTO "metric" VALUES('hostile_shares','shares','out-take',-1,'Times that hostile messages were passed on.');
INSERT INTO "metric" VALUES('peak_hostile_posts','posts/hour','out-take',-1,'Hostile posts and shares in the worst hour.');
INSERT INTO "metric" VALUES('time_to_peak','hours','out-take',0,'Hours from the onset of the crisis to the end of the worst hour after it.');
INSERT INTO "metric" VALUES('half_life_of_attention','hours','out-take',-1,'Hours from the worst six hours of the crisis until hostile posts and shares first fall to half of that.');
INSERT INTO "metric" VALUES('time_to_baseline','hours','out-take',-1,'Hours from the onset until hostile posts are down to 5 % of their rise, and stay there for a day; NaN for later.');
INSERT INTO "metric" VALUES('negative_sentiment_area','share x hours','out-take',-1,'Area under negative sentiment since the onset: hostile minus supportive as a share of both, where positive.');
INSERT INTO "metric" VALUES('second_wave','0 or 1','out-take',-1,'Whether hostile posts rose again after they had fallen to half: 1 or 0, so that the mean is the probability.');
INSERT INTO "metric" VALUES('reputation_end','-1..1','outcome',1,'Mean attitude of the public (audience and advocates) at the end.');
INSERT INTO "metric" VALUES('reputation_low','-1..1','outcome',1,'Lowest mean attitude of the public during the rehearsal.');
INSERT INTO "metric" VALUES('reputation_lost_days','attitude x days','outcome',-1,'Area between the public''s attitude at the start and its course, where it is below.');
INSERT INTO "metric" VALUES('reputation_residual','-1..1','outcome',1,'What crisis and campaign leave: mean attitude of the public at the end minus that at the start.');
INSERT INTO "metric" VALUES('convinced','members','outcome',1,'Members of the public whose attitude at the end is 0.5 or more.');
INSERT INTO "metric" VALUES('actions','actions','outcome',1,'Calls to action that the public followed, such as clicks.');
INSERT INTO "metric" VALUES('leads','leads','outcome',1,'Actions of the public that became leads.');
INSERT INTO "metric" VALUES('sales','sales','outcome',1,'Leads that became sales.');
INSERT INTO "metric" VALUES('cost_per_action','money','outcome',-1,'Cost for each action.');
INSERT INTO "metric" VALUES('cost_per_engagement','money','out-take',-1,'Cost for each share of a supportive message, or action, by the public (CPE).');
INSERT INTO "metric" VALUES('cost_per_thousand','money','output',-1,'Cost for a thousand supportive impressions (CPM).');
INSERT INTO "metric" VALUES('cost_per_lead','money','outcome',-1,'Cost for each lead.');
INSERT INTO "metric" VALUES('revenue','money','impact',1,'Margin of all actions, leads and sales of the public.');
INSERT INTO "metric" VALUES('volunteers_end','members','activity',1,'Members who speak for the organisation at the end: enrolled, trained, and not yet given up.');
INSERT INTO "metric" VALUES('insider_posts','posts','activity',-1,'Hostile originals by employees: leaks, bitter words, and what an insider says of a crisis.');
INSERT INTO "metric" VALUES('morale_end','-1..1','outcome',1,'Mean morale of the employees at the end.');
INSERT INTO "metric" VALUES('disengagement_cost','money','impact',-1,'Profit lost by disengaged employees over the rehearsal; not a part of the cost.');
INSERT INTO "metric" VALUES('net_value','money','impact',1,'Revenue minus the cost.');
INSERT INTO "metric" VALUES('romi','x','impact',1,'Return on what was spent: net value by cost.');
INSERT INTO "metric" VALUES('goal_attainment','share','outcome',1,'How far the goals of the scenario are attained, 0 to 1: their weighted mean; NaN where there are none.');
CREATE TABLE "outcome" (
   "run_id" INTEGER REFERENCES "run"("run_id"),
   "metric" TEXT,
   "value" REAL,
   PRIMARY KEY ("run_id", "metric")
) WITHOUT ROWID;
INSERT INTO "outcome" VALUES(1,'actions',0.0);
INSERT INTO "outcome" VALUES(2,'actions',0.0);
INSERT INTO "outcome" VALUES(3,'actions',0.0);
INSERT INTO "outcome" VALUES(4,'actions',0.0);
INSERT INTO "outcome" VALUES(1,'amplification',NULL);
INSERT INTO "outcome" VALUES(2,'amplification',1.66666666666666657197e+02);
INSERT INTO "outcome" VALUES(3,'amplification',NULL);
INSERT INTO "outcome" VALUES(4,'amplification',2.02380952380952379605e+02);
INSERT INTO "outcome" VALUES(1,'awareness',0.0);
INSERT INTO "outcome" VALUES(2,'awareness',5.8333333333333337034e-01);
INSERT INTO "outcome" VALUES(3,'awareness',0.0);
INSERT INTO "outcome" VALUES(4,'awareness',7.33333333333333281522e-01);
INSERT INTO "outcome" VALUES(1,'convinced',1.0);
INSERT INTO "outcome" VALUES(2,'convinced',1.0);
INSERT INTO "outcome" VALUES(3,'convinced',5.0);
INSERT INTO "outcome" VALUES(4,'convinced',5.0);
INSERT INTO "outcome" VALUES(1,'cost',0.0);
INSERT INTO "outcome" VALUES(2,'cost',700.0);
INSERT INTO "outcome" VALUES(3,'cost',0.0);
INSERT INTO "outcome" VALUES(4,'cost',700.0);
INSERT INTO "outcome" VALUES(1,'cost_per_action',NULL);
INSERT INTO "outcome" VALUES(2,'cost_per_action',NULL);
INSERT INTO "outcome" VALUES(3,'cost_per_action',NULL);
INSERT INTO "outcome" VALUES(4,'cost_per_action',NULL);
INSERT INTO "outcome" VALUES(1,'cost_per_engagement',NULL);
INSERT INTO "outcome" VALUES(2,'cost_per_engagement',70.0);
INSERT INTO "outcome" VALUES(3,'cost_per_engagement',NULL);
INSERT INTO "outcome" VALUES(4,'cost_per_engagement',41.1764705882353);
INSERT INTO "outcome" VALUES(1,'cost_per_lead',NULL);
INSERT INTO "outcome" VALUES(2,'cost_per_lead',NULL);
INSERT INTO "outcome" VALUES(3,'cost_per_lead',NULL);
INSERT INTO "outcome" VALUES(4,'cost_per_lead',NULL);
INSERT INTO "outcome" VALUES(1,'cost_per_thousand',NULL);
INSERT INTO "outcome" VALUES(2,'cost_per_thousand',1.16666666666666660602e+04);
INSERT INTO "outcome" VALUES(3,'cost_per_thousand',NULL);
INSERT INTO "outcome" VALUES(4,'cost_per_thousand',8.33333333333333393933e+03);
INSERT INTO "outcome" VALUES(1,'disengagement_cost',NULL);
INSERT INTO "outcome" VALUES(2,'disengagement_cost',NULL);
INSERT INTO "outcome" VALUES(3,'disengagement_cost',NULL);
INSERT INTO "outcome" VALUES(4,'disengagement_cost',NULL);
INSERT INTO "outcome" VALUES(1,'earned_share',NULL);
INSERT INTO "outcome" VALUES(2,'earned_share',6.66666666666666629659e-01);
INSERT INTO "outcome" VALUES(3,'earned_share',NULL);
INSERT INTO "outcome" VALUES(4,'earned_share',7.61904761904761862467e-01);
INSERT INTO "outcome" VALUES(1,'engagement_rate',NULL);
INSERT INTO "outcome" VALUES(2,'engagement_rate',1.66666666666666657197e+02);
INSERT INTO "outcome" VALUES(3,'engagement_rate',NULL);
INSERT INTO "outcome" VALUES(4,'engagement_rate',2.02380952380952379605e+02);
INSERT INTO "outcome" VALUES(1,'engagements',0.0);
INSERT INTO "outcome" VALUES(2,'engagements',10.0);
INSERT INTO "outcome" VALUES(3,'engagements',0.0);
INSERT INTO "outcome" VALUES(4,'engagements',17.0);
INSERT INTO "outcome" VALUES(1,'frequency',NULL);
INSERT INTO "outcome" VALUES(2,'frequency',1.71428571428571419055e+00);
INSERT INTO "outcome" VALUES(3,'frequency',NULL);
INSERT INTO "outcome" VALUES(4,'frequency',1.90909090909090917165e+00);
INSERT INTO "outcome" VALUES(1,'goal_attainment',NULL);
INSERT INTO "outcome" VALUES(2,'goal_attainment',NULL);
INSERT INTO "outcome" VALUES(3,'goal_attainment',NULL);
INSERT INTO "outcome" VALUES(4,'goal_attainment',NULL);
INSERT INTO "outcome" VALUES(1,'half_life_of_attention',NULL);
INSERT INTO "outcome" VALUES(2,'half_life_of_attention',NULL);
INSERT INTO "outcome" VALUES(3,'half_life_of_attention',NULL);
INSERT INTO "outcome" VALUES(4,'half_life_of_attention',NULL);
INSERT INTO "outcome" VALUES(1,'hides',0.0);
INSERT INTO "outcome" VALUES(2,'hides',0.0);
INSERT INTO "outcome" VALUES(3,'hides',0.0);
INSERT INTO "outcome" VALUES(4,'hides',0.0);
INSERT INTO "outcome" VALUES(1,'hostile_impressions',0.0);
INSERT INTO "outcome" VALUES(2,'hostile_impressions',0.0);
INSERT INTO "outcome" VALUES(3,'hostile_impressions',0.0);
INSERT INTO "outcome" VALUES(4,'hostile_impressions',0.0);
INSERT INTO "outcome" VALUES(1,'hostile_reach',0.0);
INSERT INTO "outcome" VALUES(2,'hostile_reach',0.0);
INSERT INTO "outcome" VALUES(3,'hostile_reach',0.0);
INSERT INTO "outcome" VALUES(4,'hostile_reach',0.0);
INSERT INTO "outcome" VALUES(1,'hostile_shares',0.0);
INSERT INTO "outcome" VALUES(2,'hostile_shares',0.0);
INSERT INTO "outcome" VALUES(3,'hostile_shares',0.0);
INSERT INTO "outcome" VALUES(4,'hostile_shares',0.0);
INSERT INTO "outcome" VALUES(1,'impressions',0.0);
INSERT INTO "outcome" VALUES(2,'impressions',60.0);
INSERT INTO "outcome" VALUES(3,'impressions',0.0);
INSERT INTO "outcome" VALUES(4,'impressions',84.0);
INSERT INTO "outcome" VALUES(1,'insider_posts',NULL);
INSERT INTO "outcome" VALUES(2,'insider_posts',NULL);
INSERT INTO "outcome" VALUES(3,'insider_posts',NULL);
INSERT INTO "outcome" VALUES(4,'insider_posts',NULL);
INSERT INTO "outcome" VALUES(1,'leads',0.0);
INSERT INTO "outcome" VALUES(2,'leads',0.0);
INSERT INTO "outcome" VALUES(3,'leads',0.0);
INSERT INTO "outcome" VALUES(4,'leads',0.0);
INSERT INTO "outcome" VALUES(1,'morale_end',NULL);
INSERT INTO "outcome" VALUES(2,'morale_end',NULL);
INSERT INTO "outcome" VALUES(3,'morale_end',NULL);
INSERT INTO "outcome" VALUES(4,'morale_end',NULL);
INSERT INTO "outcome" VALUES(1,'negative_sentiment_area',NULL);
INSERT INTO "outcome" VALUES(2,'negative_sentiment_area',NULL);
INSERT INTO "outcome" VALUES(3,'negative_sentiment_area',NULL);
INSERT INTO "outcome" VALUES(4,'negative_sentiment_area',NULL);
INSERT INTO "outcome" VALUES(1,'net_value',0.0);
INSERT INTO "outcome" VALUES(2,'net_value',-700.0);
INSERT INTO "outcome" VALUES(3,'net_value',0.0);
INSERT INTO "outcome" VALUES(4,'net_value',-700.0);
INSERT INTO "outcome" VALUES(1,'peak_hostile_posts',0.0);
INSERT INTO "outcome" VALUES(2,'peak_hostile_posts',0.0);
INSERT INTO "outcome" VALUES(3,'peak_hostile_posts',0.0);
INSERT INTO "outcome" VALUES(4,'peak_hostile_posts',0.0);
INSERT INTO "outcome" VALUES(1,'posts',0.0);
INSERT INTO "outcome" VALUES(2,'posts',1.0);
INSERT INTO "outcome" VALUES(3,'posts',0.0);
INSERT INTO "outcome" VALUES(4,'posts',1.0);
INSERT INTO "outcome" VALUES(1,'reach',0.0);
INSERT INTO "outcome" VALUES(2,'reach',35.0);
INSERT INTO "outcome" VALUES(3,'reach',0.0);
INSERT INTO "outcome" VALUES(4,'reach',44.0);
INSERT INTO "outcome" VALUES(1,'reputation_end',0.0748907663510181);
INSERT INTO "outcome" VALUES(2,'reputation_end',0.0748907663510181);
INSERT INTO "outcome" VALUES(3,'reputation_end',1.33764656718509900024e-01);
INSERT INTO "outcome" VALUES(4,'reputation_end',1.33764656718509900024e-01);
INSERT INTO "outcome" VALUES(1,'reputation_lost_days',0.0);
INSERT INTO "outcome" VALUES(2,'reputation_lost_days',0.0);
INSERT INTO "outcome" VALUES(3,'reputation_lost_days',0.0);
INSERT INTO "outcome" VALUES(4,'reputation_lost_days',0.0);
INSERT INTO "outcome" VALUES(1,'reputation_low',0.0748907663510181);
INSERT INTO "outcome" VALUES(2,'reputation_low',0.0748907663510181);
INSERT INTO "outcome" VALUES(3,'reputation_low',1.33764656718509900024e-01);
INSERT INTO "outcome" VALUES(4,'reputation_low',1.33764656718509900024e-01);
INSERT INTO "outcome" VALUES(1,'reputation_residual',0.0);
INSERT INTO "outcome" VALUES(2,'reputation_residual',0.0);
INSERT INTO "outcome" VALUES(3,'reputation_residual',0.0);
INSERT INTO "outcome" VALUES(4,'reputation_residual',0.0);
INSERT INTO "outcome" VALUES(1,'revenue',0.0);
INSERT INTO "outcome" VALUES(2,'revenue',0.0);
INSERT INTO "outcome" VALUES(3,'revenue',0.0);
INSERT INTO "outcome" VALUES(4,'revenue',0.0);
INSERT INTO "outcome" VALUES(1,'romi',NULL);
INSERT INTO "outcome" VALUES(2,'romi',-1.0);
INSERT INTO "outcome" VALUES(3,'romi',NULL);
INSERT INTO "outcome" VALUES(4,'romi',-1.0);
INSERT INTO "outcome" VALUES(1,'sales',0.0);
INSERT INTO "outcome" VALUES(2,'sales',0.0);
INSERT INTO "outcome" VALUES(3,'sales',0.0);
INSERT INTO "outcome" VALUES(4,'sales',0.0);
INSERT INTO "outcome" VALUES(1,'second_wave',NULL);
INSERT INTO "outcome" VALUES(2,'second_wave',NULL);
INSERT INTO "outcome" VALUES(3,'second_wave',NULL);
INSERT INTO "outcome" VALUES(4,'second_wave',NULL);
INSERT INTO "outcome" VALUES(1,'sentiment_net',NULL);
INSERT INTO "outcome" VALUES(2,'sentiment_net',1.0);
INSERT INTO "outcome" VALUES(3,'sentiment_net',NULL);
INSERT INTO "outcome" VALUES(4,'sentiment_net',1.0);
INSERT INTO "outcome" VALUES(1,'share_of_voice',NULL);
INSERT INTO "outcome" VALUES(2,'share_of_voice',1.0);
INSERT INTO "outcome" VALUES(3,'share_of_voice',NULL);
INSERT INTO "outcome" VALUES(4,'share_of_voice',1.0);
INSERT INTO "outcome" VALUES(1,'shares',0.0);
INSERT INTO "outcome" VALUES(2,'shares',10.0);
INSERT INTO "outcome" VALUES(3,'shares',0.0);
INSERT INTO "outcome" VALUES(4,'shares',17.0);
INSERT INTO "outcome" VALUES(1,'time_to_baseline',NULL);
INSERT INTO "outcome" VALUES(2,'time_to_baseline',NULL);
INSERT INTO "outcome" VALUES(3,'time_to_baseline',NULL);
INSERT INTO "outcome" VALUES(4,'time_to_baseline',NULL);
INSERT INTO "outcome" VALUES(1,'time_to_first_response',NULL);
INSERT INTO "outcome" VALUES(2,'time_to_first_response',NULL);
INSERT INTO "outcome" VALUES(3,'time_to_first_response',NULL);
INSERT INTO "outcome" VALUES(4,'time_to_first_response',NULL);
INSERT INTO "outcome" VALUES(1,'time_to_peak',NULL);
INSERT INTO "outcome" VALUES(2,'time_to_peak',NULL);
INSERT INTO "outcome" VALUES(3,'time_to_peak',NULL);
INSERT INTO "outcome" VALUES(4,'time_to_peak',NULL);
INSERT INTO "outcome" VALUES(1,'unfollow_rate',NULL);
INSERT INTO "outcome" VALUES(2,'unfollow_rate',0.0);
INSERT INTO "outcome" VALUES(3,'unfollow_rate',NULL);
INSERT INTO "outcome" VALUES(4,'unfollow_rate',0.0);
INSERT INTO "outcome" VALUES(1,'unfollows',0.0);
INSERT INTO "outcome" VALUES(2,'unfollows',0.0);
INSERT INTO "outcome" VALUES(3,'unfollows',0.0);
INSERT INTO "outcome" VALUES(4,'unfollows',0.0);
INSERT INTO "outcome" VALUES(1,'volunteers_end',0.0);
INSERT INTO "outcome" VALUES(2,'volunteers_end',0.0);
INSERT INTO "outcome" VALUES(3,'volunteers_end',0.0);
INSERT INTO "outcome" VALUES(4,'volunteers_end',0.0);
CREATE TABLE "param" (
   "path" TEXT PRIMARY KEY,
   "value" TEXT,
   "unit" TEXT,
   "meaning" TEXT,
   "source" TEXT,
   "given" INTEGER
);
INSERT INTO "param" VALUES('schema','1','','version of the file format','scenario',1);
INSERT INTO "param" VALUES('name','"A bare stage"','','title','scenario',1);
INSERT INTO "param" VALUES('description','""','','the situation in a few sentences','scenario',0);
INSERT INTO "param" VALUES('lesson','""','','what the scenario is to teach','scenario',0);
INSERT INTO "param" VALUES('baseline','"do nothing"','','the strategy that the others are compared with','scenario',0);
INSERT INTO "param" VALUES('clock.days','0.25','days','length of the rehearsal','scenario',1);
INSERT INTO "param" VALUES('clock.tick_hours','1.0','hours','length of a tick','design default',0);
INSERT INTO "param" VALUES('clock.start','"2026-01-05 00:00:00"','','date and time of tick 0, for axes','assumed',0);
INSERT INTO "param" VALUES('contagion.rule','"simple"','','independent chances, chances reinforced by distinct sources, or thresholds','scenario',1);
INSERT INTO "param" VALUES('contagion.second_source','1.5','x','factor on the chance at the second distinct source (1 is neutral)','#20',0);
INSERT INTO "param" VALUES('contagion.plateau_sources','3','sources','distinct sources after which more add nothing','#21',0);
INSERT INTO "param" VALUES('contagion.sources_needed','2','sources','threshold rule: distinct sources needed','O11',0);
INSERT INTO "param" VALUES('contagion.share_needed','0.0','share','threshold rule: share of the followed accounts needed','O6; 0 is neutral',0);
INSERT INTO "param" VALUES('belief.rule','"fixed"','','move toward the message, only toward near ones, or never','scenario',1);
INSERT INTO "param" VALUES('belief.persuasion','0.3','per exposure','share of the distance covered at one fully trusted exposure (0 is neutral)','assumed; #58: d = 0.47 at one forced exposure would be 0.9',0);
INSERT INTO "param" VALUES('belief.chorus','0.15','x','gain of persuasion for each further kind of people from whom support has come (0 is neutral)','B13; assumed',0);
INSERT INTO "param" VALUES('belief.confidence_bound','0.8','attitude','bounded confidence: largest distance that still moves','assumed',0);
INSERT INTO "param" VALUES('belief.slow_share','0.27','share','share of a change that recovers slowly','#63 (YouGov)',0);
INSERT INTO "param" VALUES('belief.fast_half_life_days','30.0','days','half-life of the fast part of a change','assumed; #63: most within 3-4 months',0);
INSERT INTO "param" VALUES('belief.slow_half_life_days','1000.0','days','half-life of the slow part of a change','assumed; #63: still there after a year',0);
INSERT INTO "param" VALUES('fatigue.annoyance_half_life_days','3.0','days','half-life of annoyance','#54',0);
INSERT INTO "param" VALUES('fatigue.familiarity_half_life_days','30.0','days','half-life of familiarity','#54',0);
INSERT INTO "param" VALUES('fatigue.tolerance_per_week','5.0','posts/week','promotional posts a week that leave a member unannoyed','#52',0);
INSERT INTO "param" VALUES('fatigue.unfollow_chance','0.0','per post','chance to unfollow the source, per promotional post beyond tolerance (0 is neutral)','scenario',1);
INSERT INTO "param" VALUES('fatigue.hide_chance','0.06','per post','chance to hide what the source posts of that kind, per post beyond tolerance (0 is neutral)','B7; assumed: twice #51',0);
INSERT INTO "param" VALUES('fatigue.relief','0.5','share','part of a promotional post that does not annoy where the topic interests (0 is neutral)','B6; assumed',0);
INSERT INTO "param" VALUES('fatigue.substandard','1.0','promotional posts','annoyance of a post of quality 0, falling to none at quality 1 (0 is neutral)','B7; assumed',0);
INSERT INTO "param" VALUES('fatigue.irritation','0.0','1/post','loss of willingness to share and act per unit of annoyance (0 is neutral)','scenario',1);
INSERT INTO "param" VALUES('fatigue.peak_exposures','10.0','exposures','familiarity at which action is likeliest','A2, #53',0);
INSERT INTO "param" VALUES('fatigue.familiarity_weight','0.0','share','how far action depends on familiarity (0 is neutral)','scenario',1);
INSERT INTO "param" VALUES('conversion.action_chance','0.0','per exposure','chance to act per seen call to action, before all factors','scenario',1);
INSERT INTO "param" VALUES('conversion.attitude_weight','0.0','x','how far action depends on attitude (0 is neutral)','scenario',1);
INSERT INTO "param" VALUES('conversion.trust_weight','1.0','exponent','action grows with trust in the messenger to this power, against a brand account (0 is neutral)','A1, B14, C2; ratios of trust #22-#28, power assumed',0);
INSERT INTO "param" VALUES('conversion.lead_chance','0.2','per action','chance that an action becomes a lead','B4, B9; assumed',0);
INSERT INTO "param" VALUES('conversion.sale_chance','0.2','per lead','chance that a lead becomes a sale, before liking','B4, B9; assumed',0);
INSERT INTO "param" VALUES('conversion.goal_dilution','0.5','exponent','action and persuasion fall as (goals pursued at once) to the power of minus this (0 is neutral)','#40',0);
INSERT INTO "param" VALUES('credibility.wear_per_post','0.0','per post','share of credibility lost with each promotional post or share (0 is neutral)','scenario',1);
INSERT INTO "param" VALUES('credibility.wear_per_statement','0.0','per post','the same with each answer to a crisis (0 is neutral)','scenario',1);
INSERT INTO "param" VALUES('credibility.wear_ordinary','0.0','per post','the same with any other post (0 is neutral)','scenario',1);
INSERT INTO "param" VALUES('credibility.forgiveness','0.8','share','part of that which a post does not cost where the topic interests all of the own followers (0 is neutral)','B6; assumed',0);
INSERT INTO "param" VALUES('credibility.recovery_half_life_days','7.0','days','half-life of the loss','assumed',0);
INSERT INTO "param" VALUES('credibility.closeness','1.24','x','factor on what a word counts along a mutual tie (1 is neutral)','B14; #22 against opinions online: 84 / 68',0);
INSERT INTO "param" VALUES('credibility.humanness','0.2','share','growth of trust in the organisation''s own outlets where all have heard from its employees (0 is neutral)','B11; assumed',0);
INSERT INTO "param" VALUES('credibility.humanness_half_life_days','14.0','days','half-life of having heard from employees','B11; assumed',0);
INSERT INTO "param" VALUES('credibility.social_proof','0.0','per decade','growth of trust and appeal per tenfold of a typical follower count (0 is neutral)','switchable: D2 against A3',0);
INSERT INTO "param" VALUES('credibility.typical_followers','45.0','followers','followers of an account that impresses nobody','#2; D2',0);
INSERT INTO "param" VALUES('mechanisms','[]','','further mechanisms, by kind','scenario',0);
INSERT INTO "param" VALUES('platforms.square.brand_reach','1.0','share','share of followers whom a post of an outlet can reach at all','scenario',1);
INSERT INTO "param" VALUES('platforms.square.member_reach','1.0','share','share of followers whom a post of a person can reach at all','scenario',1);
INSERT INTO "param" VALUES('platforms.square.slots_per_visit','Infinity','posts','posts looked at per visit (inf: all; neutral)','scenario',1);
INSERT INTO "param" VALUES('platforms.square.visits_per_day','5.0','visits/day','feed visits a day of a typical member','#18',0);
INSERT INTO "param" VALUES('platforms.square.background_posts','0.0','posts/day','posts a day from each followed account that compete for attention (0 is neutral)','scenario',1);
INSERT INTO "param" VALUES('platforms.square.response','"fixed"','','law of the delay between a post and a follower''s response','scenario',1);
INSERT INTO "param" VALUES('platforms.square.theta','0.2315','','power law: exponent of the tail','#9',0);
INSERT INTO "param" VALUES('platforms.square.constant_minutes','5.0','minutes','power law: period of constant response','#10',0);
INSERT INTO "param" VALUES('platforms.square.half_life_hours','1.0','hours','half_life: median delay; fixed: the delay itself','scenario',1);
INSERT INTO "param" VALUES('platforms.square.horizon_hours','72.0','hours','delay at which the law is truncated (its mean is infinite without)','#11',0);
INSERT INTO "param" VALUES('platforms.square.affinity','{}','x','how well a topic fits here, as a factor on sharing and acting (1 is neutral)','E10',0);
INSERT INTO "param" VALUES('platforms.square.network.tail_exponent','2.1','','exponent of the density of follower counts','#1',0);
INSERT INTO "param" VALUES('platforms.square.network.reciprocity','0.3','share','share of ties that are returned','#3',0);
INSERT INTO "param" VALUES('platforms.square.network.clustering','0.15','share','mean local clustering','#4',0);
INSERT INTO "param" VALUES('platforms.square.network.homophily','0.3','share','share of ties that seek the own segment (0 is neutral)','assumed',0);
INSERT INTO "param" VALUES('platforms.square.network.file','null','','a network to import instead: CSV, GraphML, GEXF or an edge list','scenario',0);
INSERT INTO "param" VALUES('platforms.square.network.direction','null','','what a row of the file says; must be stated with a file','scenario',0);
INSERT INTO "param" VALUES('platforms.square.network.members','null','','a CSV with the columns id,segment that lists the file''s accounts','scenario',0);
INSERT INTO "param" VALUES('platforms.square.network.seating','"most followed"','','how the file''s accounts are put onto members','assumed',0);
INSERT INTO "param" VALUES('segments.people.role','"audience"','','','scenario',1);
INSERT INTO "param" VALUES('segments.people.size','60','members','number of members','scenario',1);
INSERT INTO "param" VALUES('segments.people.description','""','','who they are','scenario',0);
INSERT INTO "param" VALUES('segments.people.accounts','{"square": 1.0}','share','share of the members with an account, per platform','scenario',1);
INSERT INTO "param" VALUES('segments.people.followers','{"square": 5.0}','followers','mean number of followers of those with an account, per platform (default 45)','scenario',1);
INSERT INTO "param" VALUES('segments.people.audience','{}','weight','where their followers come from: weight per segment (default 1 each)','#31',0);
INSERT INTO "param" VALUES('segments.people.interests','{}','share','share of the members interested, per topic (default 1: everybody)','1.1 (Goel et al.)',0);
INSERT INTO "param" VALUES('segments.people.indifference','0.1','x','factor on sharing and acting where a member is not interested (1 is neutral)','assumed',0);
INSERT INTO "param" VALUES('segments.people.share_chance','0.2','per exposure','chance to share a seen message, before all factors','scenario',1);
INSERT INTO "param" VALUES('segments.people.appeal','1.0','x','per-impression factor on sharing and acting by those who see their posts','brand account = 1',0);
INSERT INTO "param" VALUES('segments.people.trust','0.68','share','how far their word moves beliefs','5.2 (Nielsen: opinions online); with closeness #22',0);
INSERT INTO "param" VALUES('segments.people.expertise','{}','share','trust where they speak of a topic they know','#24',0);
INSERT INTO "param" VALUES('segments.people.conviction','0.2','share','how little others'' words move them','A4; assumed',0);
INSERT INTO "param" VALUES('segments.people.conviction_spread','0.1','share','standard deviation of that among members (0 is neutral)','A4; assumed',0);
INSERT INTO "param" VALUES('segments.people.regard','{}','x','factor on what the word of a segment counts with them, per segment (default 1)','D10; assumed',0);
INSERT INTO "param" VALUES('segments.people.supportive_filter','1.0','x','factor on passing on supportive messages (1 is neutral)','#43',0);
INSERT INTO "param" VALUES('segments.people.hostile_filter','1.0','x','factor on passing on hostile messages (1 is neutral)','#43',0);
INSERT INTO "param" VALUES('segments.people.alignment','0.3','x','extra sharing of messages that agree with the own attitude (0 is neutral)','assumed',0);
INSERT INTO "param" VALUES('segments.people.attitude','0.1','-1..1','mean attitude to the brand at the start','assumed',0);
INSERT INTO "param" VALUES('segments.people.attitude_spread','0.25','attitude','standard deviation of the attitude at the start','assumed',0);
INSERT INTO "param" VALUES('segments.people.exit_per_day','0.0','1/day','hazard to leave a story once it has been seen and attention to it is gone (0 is neutral)','#41-#42',0);
INSERT INTO "param" VALUES('segments.people.conversion_weight','1.0','x','factor on acting by those who see their posts, beside trust (1 is neutral)','neutral; #67 is a target',0);
INSERT INTO "param" VALUES('segments.people.activity_spread','0.5','','log standard deviation of the members'' feed visits (0 is neutral)','assumed',0);
INSERT INTO "param" VALUES('segments.press.role','"outlets"','','','scenario',1);
INSERT INTO "param" VALUES('segments.press.size','1','members','number of members','scenario',1);
INSERT INTO "param" VALUES('segments.press.description','""','','who they are','scenario',0);
INSERT INTO "param" VALUES('segments.press.accounts','{"square": 1.0}','share','share of the members with an account, per platform','scenario',1);
INSERT INTO "param" VALUES('segments.press.followers','{"square": 20.0}','followers','mean number of followers of those with an account, per platform (default 45)','scenario',1);
INSERT INTO "param" VALUES('segments.press.audience','{}','weight','where their followers come from: weight per segment (default 1 each)','#31',0);
INSERT INTO "param" VALUES('segments.press.interests','{}','share','share of the members interested, per topic (default 1: everybody)','1.1 (Goel et al.)',0);
INSERT INTO "param" VALUES('segments.press.indifference','0.1','x','factor on sharing and acting where a member is not interested (1 is neutral)','assumed',0);
INSERT INTO "param" VALUES('segments.press.share_chance','0.0','per exposure','chance to share a seen message, before all factors','no mind',0);
INSERT INTO "param" VALUES('segments.press.appeal','1.0','x','per-impression factor on sharing and acting by those who see their posts','brand account = 1',0);
INSERT INTO "param" VALUES('segments.press.trust','0.33','share','how far their word moves beliefs','#28',0);
INSERT INTO "param" VALUES('segments.press.expertise','{}','share','trust where they speak of a topic they know','#24',0);
INSERT INTO "param" VALUES('segments.press.conviction','1.0','share','how little others'' words move them','no mind',0);
INSERT INTO "param" VALUES('segments.press.conviction_spread','0.1','share','standard deviation of that among members (0 is neutral)','A4; assumed',0);
INSERT INTO "param" VALUES('segments.press.regard','{}','x','factor on what the word of a segment counts with them, per segment (default 1)','D10; assumed',0);
INSERT INTO "param" VALUES('segments.press.supportive_filter','1.0','x','factor on passing on supportive messages (1 is neutral)','#43',0);
INSERT INTO "param" VALUES('segments.press.hostile_filter','1.0','x','factor on passing on hostile messages (1 is neutral)','#43',0);
INSERT INTO "param" VALUES('segments.press.alignment','0.0','x','extra sharing of messages that agree with the own attitude (0 is neutral)','assumed',0);
INSERT INTO "param" VALUES('segments.press.attitude','0.0','-1..1','mean attitude to the brand at the start','no mind',0);
INSERT INTO "param" VALUES('segments.press.attitude_spread','0.0','attitude','standard deviation of the attitude at the start','no mind',0);
INSERT INTO "param" VALUES('segments.press.exit_per_day','0.0','1/day','hazard to leave a story once it has been seen and attention to it is gone (0 is neutral)','#41-#42',0);
INSERT INTO "param" VALUES('segments.press.conversion_weight','1.0','x','factor on acting by those who see their posts, beside trust (1 is neutral)','neutral; #67 is a target',0);
INSERT INTO "param" VALUES('segments.press.activity_spread','0.5','','log standard deviation of the members'' feed visits (0 is neutral)','assumed',0);
INSERT INTO "param" VALUES('segments.press.owned','true','','whether the organisation owns them: the brand''s own accounts','scenario',1);
INSERT INTO "param" VALUES('segments.press.publishes','[]','','what they publish on their own','scenario',0);
INSERT INTO "param" VALUES('segments.press.reports_answers_per_day','0.0','posts/day','posts a day that pass on the latest answer to the crisis, times attention (0 is neutral)','assumed',0);
INSERT INTO "param" VALUES('messages.launch.kind','"campaign"','','what it is','scenario',1);
INSERT INTO "param" VALUES('messages.launch.text','""','','how a person would put it','scenario',0);
INSERT INTO "param" VALUES('messages.launch.stance','0.5','-1..1','what it says of the brand','scenario',1);
INSERT INTO "param" VALUES('messages.launch.topic','""','','what it is about; matched with interests, affinity and expertise','scenario',0);
INSERT INTO "param" VALUES('messages.launch.quality','1.0','x','factor on sharing and acting (1 is neutral)','B8',0);
INSERT INTO "param" VALUES('messages.launch.promotional','false','','whether it feels like advertising','B7',0);
INSERT INTO "param" VALUES('messages.launch.arousal','1.0','x','factor on sharing for its emotion (1 is neutral)','#55',0);
INSERT INTO "param" VALUES('messages.launch.call_to_action','0.0','x','how far it asks for an action (0 is neutral)','A1',0);
INSERT INTO "param" VALUES('messages.launch.goal','"awareness"','','what it is for; several goals at once dilute each other','B15',0);
INSERT INTO "param" VALUES('messages.launch.posture','"none"','','response posture, for a response to the crisis','4.1-4.2',0);
INSERT INTO "param" VALUES('messages.launch.discloses','false','','whether it tells the bad news before others do (stealing thunder)','4.2; #60',0);
INSERT INTO "param" VALUES('messages.launch.story','""','','the story that it belongs to, which people may leave (default: its topic)','A9; scenario',0);
INSERT INTO "param" VALUES('messages.launch.novelty_half_life_hours','Infinity','hours','age at which it is half as likely to be shared (inf is neutral)','#16 for stories: 1.15 h',0);
INSERT INTO "param" VALUES('crisis','null','','what goes wrong','scenario',0);
INSERT INTO "param" VALUES('responses.none.victim','1.0','x','factor on its persuasion in a victim crisis','scenario',1);
INSERT INTO "param" VALUES('responses.none.accidental','1.0','x','factor on its persuasion in an accidental crisis','scenario',1);
INSERT INTO "param" VALUES('responses.none.preventable','1.0','x','factor on its persuasion in a preventable crisis','scenario',1);
INSERT INTO "param" VALUES('responses.none.virality','1.0','x','factor on passing on hostile stories by those who saw it (1 is neutral)','scenario',1);
INSERT INTO "param" VALUES('responses.none.price','0.0','money','what it costs to do as is said, paid when a playbook first says so (0 is neutral)','scenario',1);
INSERT INTO "param" VALUES('responses.instruct.victim','0.5','x','factor on its persuasion in a victim crisis','scenario',1);
INSERT INTO "param" VALUES('responses.instruct.accidental','0.5','x','factor on its persuasion in an accidental crisis','scenario',1);
INSERT INTO "param" VALUES('responses.instruct.preventable','0.4','x','factor on its persuasion in a preventable crisis','scenario',1);
INSERT INTO "param" VALUES('responses.instruct.virality','0.95','x','factor on passing on hostile stories by those who saw it (1 is neutral)','scenario',1);
INSERT INTO "param" VALUES('responses.instruct.price','0.0','money','what it costs to do as is said, paid when a playbook first says so (0 is neutral)','scenario',1);
INSERT INTO "param" VALUES('responses.deny.victim','0.6','x','factor on its persuasion in a victim crisis','scenario',1);
INSERT INTO "param" VALUES('responses.deny.accidental','-0.2','x','factor on its persuasion in an accidental crisis','scenario',1);
INSERT INTO "param" VALUES('responses.deny.preventable','-0.6','x','factor on its persuasion in a preventable crisis','scenario',1);
INSERT INTO "param" VALUES('responses.deny.virality','1.1','x','factor on passing on hostile stories by those who saw it (1 is neutral)','scenario',1);
INSERT INTO "param" VALUES('responses.deny.price','0.0','money','what it costs to do as is said, paid when a playbook first says so (0 is neutral)','scenario',1);
INSERT INTO "param" VALUES('responses.diminish.victim','0.6','x','factor on its persuasion in a victim crisis','scenario',1);
INSERT INTO "param" VALUES('responses.diminish.accidental','0.7','x','factor on its persuasion in an accidental crisis','scenario',1);
INSERT INTO "param" VALUES('responses.diminish.preventable','0.2','x','factor on its persuasion in a preventable crisis','scenario',1);
INSERT INTO "param" VALUES('responses.diminish.virality','1.0','x','factor on passing on hostile stories by those who saw it (1 is neutral)','scenario',1);
INSERT INTO "param" VALUES('responses.diminish.price','0.0','money','what it costs to do as is said, paid when a playbook first says so (0 is neutral)','scenario',1);
INSERT INTO "param" VALUES('responses.bolster.victim','0.4','x','factor on its persuasion in a victim crisis','scenario',1);
INSERT INTO "param" VALUES('responses.bolster.accidental','0.3','x','factor on its persuasion in an accidental crisis','scenario',1);
INSERT INTO "param" VALUES('responses.bolster.preventable','0.1','x','factor on its persuasion in a preventable crisis','scenario',1);
INSERT INTO "param" VALUES('responses.bolster.virality','1.0','x','factor on passing on hostile stories by those who saw it (1 is neutral)','scenario',1);
INSERT INTO "param" VALUES('responses.bolster.price','0.0','money','what it costs to do as is said, paid when a playbook first says so (0 is neutral)','scenario',1);
INSERT INTO "param" VALUES('responses.apology.victim','0.6','x','factor on its persuasion in a victim crisis','scenario',1);
INSERT INTO "param" VALUES('responses.apology.accidental','0.8','x','factor on its persuasion in an accidental crisis','scenario',1);
INSERT INTO "param" VALUES('responses.apology.preventable','0.85','x','factor on its persuasion in a preventable crisis','scenario',1);
INSERT INTO "param" VALUES('responses.apology.virality','0.8','x','factor on passing on hostile stories by those who saw it (1 is neutral)','scenario',1);
INSERT INTO "param" VALUES('responses.apology.price','0.0','money','what it costs to do as is said, paid when a playbook first says so (0 is neutral)','scenario',1);
INSERT INTO "param" VALUES('responses.compensation.victim','0.6','x','factor on its persuasion in a victim crisis','scenario',1);
INSERT INTO "param" VALUES('responses.compensation.accidental','0.7','x','factor on its persuasion in an accidental crisis','scenario',1);
INSERT INTO "param" VALUES('responses.compensation.preventable','0.8','x','factor on its persuasion in a preventable crisis','scenario',1);
INSERT INTO "param" VALUES('responses.compensation.virality','1.15','x','factor on passing on hostile stories by those who saw it (1 is neutral)','scenario',1);
INSERT INTO "param" VALUES('responses.compensation.price','10000.0','money','what it costs to do as is said, paid when a playbook first says so (0 is neutral)','scenario',1);
INSERT INTO "param" VALUES('responses.corrective_action.victim','0.7','x','factor on its persuasion in a victim crisis','scenario',1);
INSERT INTO "param" VALUES('responses.corrective_action.accidental','1.0','x','factor on its persuasion in an accidental crisis','scenario',1);
INSERT INTO "param" VALUES('responses.corrective_action.preventable','1.1','x','factor on its persuasion in a preventable crisis','scenario',1);
INSERT INTO "param" VALUES('responses.corrective_action.virality','0.85','x','factor on passing on hostile stories by those who saw it (1 is neutral)','scenario',1);
INSERT INTO "param" VALUES('responses.corrective_action.price','15000.0','money','what it costs to do as is said, paid when a playbook first says so (0 is neutral)','scenario',1);
INSERT INTO "param" VALUES('events','[]','','what the world does whatever the strategy: actions that nobody pays for','scenario',0);
INSERT INTO "param" VALUES('costs.currency','"USD"','','name of the money','scenario',0);
INSERT INTO "param" VALUES('costs.per_outlet_post','200.0','money/post','content and handling of a post of an outlet of ours','assumed',0);
INSERT INTO "param" VALUES('costs.per_employee_month','25.0','money/month','programme cost of an enrolled employee','#49',0);
INSERT INTO "param" VALUES('costs.per_advocate_month','15.0','money/month','care for an enrolled advocate','assumed',0);
INSERT INTO "param" VALUES('costs.per_incentive_post','2.0','money/post','cost of one unit of incentive beyond 1, per post of an enrolled person','assumed',0);
INSERT INTO "param" VALUES('costs.per_training','20.0','money','working time of one enrolled employee for full training','B17; half an hour, assumed',0);
INSERT INTO "param" VALUES('costs.per_meeting','50.0','money','working time of a meeting with one employee or advocate','B21; assumed',0);
INSERT INTO "param" VALUES('costs.per_praise','1.0','money','working time to praise one post','B21; assumed',0);
INSERT INTO "param" VALUES('costs.per_hour','40.0','money/hour','an employee''s hour, of which posts for the programme take some (0 is neutral)','B17; assumed',0);
INSERT INTO "param" VALUES('costs.minutes_per_post','15.0','minutes/post','working time of one post for the programme (0 is neutral)','B17; assumed',0);
INSERT INTO "param" VALUES('costs.minutes_per_commentary','10.0','minutes/post','further working time of a post with a commentary of one''s own (0 is neutral)','E9; assumed',0);
INSERT INTO "param" VALUES('costs.per_policy','10.0','money','working time of one employee to learn a policy that would cut all (0 is neutral)','E5; a quarter of an hour, assumed',0);
INSERT INTO "param" VALUES('costs.extra_platform','0.3','share','price of putting a post on one more platform, as a share of the post''s (0 is neutral)','B18; assumed',0);
INSERT INTO "param" VALUES('costs.per_disengaged_year','10000.0','money/year','profit lost by a disengaged employee, told apart from the strategy''s cost (0 is neutral)','B10 (Aon Hewitt)',0);
INSERT INTO "param" VALUES('costs.per_action','500.0','money/action','cost of an action of a playbook','assumed',0);
INSERT INTO "param" VALUES('costs.value_of_result','40.0','money','margin of one action by a member of the public, whatever becomes of it','assumed',0);
INSERT INTO "param" VALUES('costs.value_of_lead','0.0','money','further margin of an action that becomes a lead','B4; scenario',0);
INSERT INTO "param" VALUES('costs.value_of_sale','0.0','money','further margin of a lead that becomes a sale','B4; scenario',0);
INSERT INTO "param" VALUES('costs.fees.nano','100.0','money/post','up to 10,000 followers','#46',0);
INSERT INTO "param" VALUES('costs.fees.micro','300.0','money/post','up to 100,000','#46',0);
INSERT INTO "param" VALUES('costs.fees.mid','2000.0','money/post','up to 500,000','#46',0);
INSERT INTO "param" VALUES('costs.fees.macro','8000.0','money/post','up to a million','#46',0);
INSERT INTO "param" VALUES('costs.fees.mega','20000.0','money/post','beyond a million','#46',0);
INSERT INTO "param" VALUES('goals','{}','','what the organisation wants, by name','B2, B16',0);
INSERT INTO "param" VALUES('decision.metric','null','','the metric that decides (none: how far the goals are attained; without goals reputation_end in a crisis, and net_value else)','scenario; B16',0);
INSERT INTO "param" VALUES('decision.smallest','null','of the metric','smallest difference of it that matters (none: 0.005 for -1..1, 0.01 for shares, else 1 % of the largest mean)','assumed',0);
INSERT INTO "param" VALUES('adverse_worlds','{}','','what might go against us, by name','scenario',0);
INSERT INTO "param" VALUES('strategies.plan.description','""','','the idea in a sentence','scenario',0);
INSERT INTO "param" VALUES('strategies.plan.budget','null','money','what the planned cost must not exceed','scenario',0);
INSERT INTO "param" VALUES('strategies.plan.programme','[]','','who is enrolled to say what','scenario',0);
INSERT INTO "param" VALUES('strategies.plan.care','[]','','how volunteers are cared for','scenario',0);
INSERT INTO "param" VALUES('strategies.plan.policy','0.0','share','a policy for all staff: cut in leaks and disparagement (0 is neutral)','E5; #37',0);
INSERT INTO "param" VALUES('strategies.plan.playbook[0].action','"publish"','','','scenario',1);
INSERT INTO "param" VALUES('strategies.plan.playbook[0].at_hours','2.0','hours','at this time','scenario',1);
INSERT INTO "param" VALUES('strategies.plan.playbook[0].after_crisis_hours','null','hours','this long after the onset of the crisis; before it, where one is warned','scenario',0);
INSERT INTO "param" VALUES('strategies.plan.playbook[0].when','null','','or when a signal is observed','scenario',0);
INSERT INTO "param" VALUES('strategies.plan.playbook[0].message','"launch"','','what is said','scenario',1);
INSERT INTO "param" VALUES('strategies.plan.playbook[0].speaker','"press"','','the segment that says it','scenario',1);
INSERT INTO "param" VALUES('strategies.plan.playbook[0].members','1','members','how many of them','assumed',0);
INSERT INTO "param" VALUES('strategies.plan.playbook[0].choose','"most followed"','','how the speakers are chosen','assumed',0);
INSERT INTO "param" VALUES('strategies.plan.playbook[0].platforms','[]','','where (default: wherever they have an account)','scenario',0);
INSERT INTO "param" VALUES('strategies.plan.playbook[0].times','1','posts','how often','assumed',0);
INSERT INTO "param" VALUES('strategies.plan.playbook[0].every_hours','24.0','hours','time between two posts','assumed',0);
INSERT INTO "param" VALUES('strategies.plan.set','{}','','settings of messages and costs that this strategy changes, by path','scenario',0);
CREATE TABLE "post" (
   "run_id" INTEGER REFERENCES "run"("run_id"),
   "post" INTEGER,
   "tick" INTEGER,
   "hours" REAL,
   "member" INTEGER,
   "segment" TEXT,
   "role" TEXT,
   "platform" TEXT,
   "message" TEXT,
   "parent" INTEGER,
   "parent_member" INTEGER,
   PRIMARY KEY ("run_id", "post")
) WITHOUT ROWID;
INSERT INTO "post" VALUES(2,0,2,2.0,60,'press','outlets','square','launch',NULL,NULL);
INSERT INTO "post" VALUES(2,1,3,3.0,8,'people','audience','square','launch',0,60);
INSERT INTO "post" VALUES(2,2,3,3.0,45,'people','audience','square','launch',0,60);
INSERT INTO "post" VALUES(2,3,4,4.0,17,'people','audience','square','launch',1,8);
INSERT INTO "post" VALUES(2,4,4,4.0,46,'people','audience','square','launch',1,8);
INSERT INTO "post" VALUES(2,5,4,4.0,47,'people','audience','square','launch',1,8);
INSERT INTO "post" VALUES(2,6,4,4.0,19,'people','audience','square','launch',2,45);
INSERT INTO "post" VALUES(2,7,4,4.0,39,'people','audience','square','launch',2,45);
INSERT INTO "post" VALUES(2,8,5,5.0,25,'people','audience','square','launch',3,17);
INSERT INTO "post" VALUES(2,9,5,5.0,57,'people','audience','square','launch',3,17);
INSERT INTO "post" VALUES(2,10,5,5.0,28,'people','audience','square','launch',4,46);
CREATE TABLE "run" (
   "run_id" INTEGER PRIMARY KEY,
   "variant" TEXT NOT NULL,
   "strategy" TEXT NOT NULL,
   "replication" INTEGER NOT NULL,
   "seed" INTEGER NOT NULL,
   "status" TEXT NOT NULL,
   "error" TEXT,
   "started" TEXT,
   "seconds" REAL
);
INSERT INTO "run" VALUES(1,'','do nothing',0,3,'SUCCEEDED',NULL,'2026-11-29T06:26:49+00:00',5.83540619340001285317e+01);
INSERT INTO "run" VALUES(2,'','plan',0,3,'SUCCEEDED',NULL,'2026-11-29T06:27:47+00:00',3.87246027800028969068e+00);
INSERT INTO "run" VALUES(3,'','do nothing',1,2867391170925199,'SUCCEEDED',NULL,'2026-11-29T06:27:51+00:00',0.00929619599992293);
INSERT INTO "run" VALUES(4,'','plan',1,2867391170925199,'SUCCEEDED',NULL,'2026-11-29T06:27:51+00:00',6.58556199960003141313e-03);
CREATE TABLE "segment" (
   "segment" TEXT PRIMARY KEY,
   "role" TEXT,
   "size" INTEGER
);
INSERT INTO "segment" VALUES('people','audience',60);
INSERT INTO "segment" VALUES('press','outlets',1);
CREATE TABLE "segment_series" (
   "run_id" INTEGER REFERENCES "run"("run_id"),
   "tick" INTEGER,
   "segment" TEXT,
   "role" TEXT,
   "hours" REAL,
   "impressions_supportive" INTEGER,
   "impressions_hostile" INTEGER,
   "impressions_neutral" INTEGER,
   "shares_supportive" INTEGER,
   "shares_hostile" INTEGER,
   "shares_neutral" INTEGER,
   "originals_supportive" INTEGER,
   "originals_hostile" INTEGER,
   "originals_neutral" INTEGER,
   "unseen" INTEGER,
   "actions" INTEGER,
   "leads" INTEGER,
   "sales" INTEGER,
   "hides" INTEGER,
   "unfollows" INTEGER,
   "reach" INTEGER,
   "hostile_reach" INTEGER,
   "attitude" REAL,
   PRIMARY KEY ("run_id", "tick", "segment")
) WITHOUT ROWID;
INSERT INTO "segment_series" VALUES(1,0,'people','audience',1.0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0.0748907663510181);
INSERT INTO "segment_series" VALUES(1,0,'press','outlets',1.0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0.0);
INSERT INTO "segment_series" VALUES(1,1,'people','audience',2.0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0.0748907663510181);
INSERT INTO "segment_series" VALUES(1,1,'press','outlets',2.0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0.0);
INSERT INTO "segment_series" VALUES(1,2,'people','audience',3.0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0.0748907663510181);
INSERT INTO "segment_series" VALUES(1,2,'press','outlets',3.0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0.0);
INSERT INTO "segment_series" VALUES(1,3,'people','audience',4.0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0.0748907663510181);
INSERT INTO "segment_series" VALUES(1,3,'press','outlets',4.0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0.0);
INSERT INTO "segment_series" VALUES(1,4,'people','audience',5.0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0.0748907663510181);
INSERT INTO "segment_series" VALUES(1,4,'press','outlets',5.0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0.0);
INSERT INTO "segment_series" VALUES(1,5,'people','audience',6.0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0.0748907663510181);
INSERT INTO "segment_series" VALUES(1,5,'press','outlets',6.0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0.0);
INSERT INTO "segment_series" VALUES(2,0,'people','audience',1.0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0.0748907663510181);
INSERT INTO "segment_series" VALUES(2,0,'press','outlets',1.0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0.0);
INSERT INTO "segment_series" VALUES(2,1,'people','audience',2.0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0.0748907663510181);
INSERT INTO "segment_series" VALUES(2,1,'press','outlets',2.0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0.0);
INSERT INTO "segment_series" VALUES(2,2,'people','audience',3.0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0.0748907663510181);
INSERT INTO "segment_series" VALUES(2,2,'press','outlets',3.0,0,0,0,0,0,0,1,0,0,0,0,0,0,0,0,0,0,0.0);
INSERT INTO "segment_series" VALUES(2,3,'people','audience',4.0,20,0,0,2,0,0,0,0,0,0,0,0,0,0,0,20,0,0.0748907663510181);
INSERT INTO "segment_series" VALUES(2,3,'press','outlets',4.0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0.0);
INSERT INTO "segment_series" VALUES(2,4,'people','audience',5.0,16,0,0,5,0,0,0,0,0,0,0,0,0,0,0,26,0,0.0748907663510181);
INSERT INTO "segment_series" VALUES(2,4,'press','outlets',5.0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0.0);
INSERT INTO "segment_series" VALUES(2,5,'people','audience',6.0,24,0,0,3,0,0,0,0,0,0,0,0,0,0,0,35,0,0.0748907663510181);
INSERT INTO "segment_series" VALUES(2,5,'press','outlets',6.0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0.0);
CREATE TABLE "series" (
   "run_id" INTEGER REFERENCES "run"("run_id"),
   "tick" INTEGER,
   "hours" REAL,
   "impressions_supportive" INTEGER,
   "impressions_hostile" INTEGER,
   "impressions_neutral" INTEGER,
   "shares_supportive" INTEGER,
   "shares_hostile" INTEGER,
   "shares_neutral" INTEGER,
   "originals_supportive" INTEGER,
   "originals_hostile" INTEGER,
   "originals_neutral" INTEGER,
   "unseen" INTEGER,
   "actions" INTEGER,
   "leads" INTEGER,
   "sales" INTEGER,
   "hides" INTEGER,
   "unfollows" INTEGER,
   "reach" INTEGER,
   "hostile_reach" INTEGER,
   "attitude" REAL,
   "attention" REAL,
   PRIMARY KEY ("run_id", "tick")
) WITHOUT ROWID;
INSERT INTO "series" VALUES(1,0,1.0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0.0748907663510181,1.0);
INSERT INTO "series" VALUES(1,1,2.0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0.0748907663510181,1.0);
INSERT INTO "series" VALUES(1,2,3.0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0.0748907663510181,1.0);
INSERT INTO "series" VALUES(1,3,4.0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0.0748907663510181,1.0);
INSERT INTO "series" VALUES(1,4,5.0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0.0748907663510181,1.0);
INSERT INTO "series" VALUES(1,5,6.0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0.0748907663510181,1.0);
INSERT INTO "series" VALUES(2,0,1.0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0.0748907663510181,1.0);
INSERT INTO "series" VALUES(2,1,2.0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0.0748907663510181,1.0);
INSERT INTO "series" VALUES(2,2,3.0,0,0,0,0,0,0,1,0,0,0,0,0,0,0,0,0,0,0.0748907663510181,1.0);
INSERT INTO "series" VALUES(2,3,4.0,20,0,0,2,0,0,0,0,0,0,0,0,0,0,0,20,0,0.0748907663510181,1.0);
INSERT INTO "series" VALUES(2,4,5.0,16,0,0,5,0,0,0,0,0,0,0,0,0,0,0,26,0,0.0748907663510181,1.0);
INSERT INTO "series" VALUES(2,5,6.0,24,0,0,3,0,0,0,0,0,0,0,0,0,0,0,35,0,0.0748907663510181,1.0);
INSERT INTO "series" VALUES(3,0,1.0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1.33764656718509900024e-01,1.0);
INSERT INTO "series" VALUES(3,1,2.0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1.33764656718509900024e-01,1.0);
INSERT INTO "series" VALUES(3,2,3.0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1.33764656718509900024e-01,1.0);
INSERT INTO "series" VALUES(3,3,4.0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1.33764656718509900024e-01,1.0);
INSERT INTO "series" VALUES(3,4,5.0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1.33764656718509900024e-01,1.0);
INSERT INTO "series" VALUES(3,5,6.0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1.33764656718509900024e-01,1.0);
INSERT INTO "series" VALUES(4,0,1.0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1.33764656718509900024e-01,1.0);
INSERT INTO "series" VALUES(4,1,2.0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1.33764656718509900024e-01,1.0);
INSERT INTO "series" VALUES(4,2,3.0,0,0,0,0,0,0,1,0,0,0,0,0,0,0,0,0,0,1.33764656718509900024e-01,1.0);
INSERT INTO "series" VALUES(4,3,4.0,20,0,0,7,0,0,0,0,0,0,0,0,0,0,0,20,0,1.33764656718509900024e-01,1.0);
INSERT INTO "series" VALUES(4,4,5.0,33,0,0,4,0,0,0,0,0,0,0,0,0,0,0,36,0,1.33764656718509900024e-01,1.0);
INSERT INTO "series" VALUES(4,5,6.0,31,0,0,6,0,0,0,0,0,0,0,0,0,0,0,44,0,1.33764656718509900024e-01,1.0);
CREATE TABLE "study" (
   "name" TEXT,
   "content" TEXT,
   "text" TEXT,
   "digest" TEXT,
   "seed" INTEGER,
   "replications" INTEGER,
   "detailed" INTEGER,
   "strategies" TEXT,
   "baseline" TEXT,
   "stopped" TEXT,
   "start" TEXT,
   "tick_hours" REAL,
   "versions" TEXT,
   "host" TEXT,
   "schema_version" INTEGER,
   "created" TEXT
);
INSERT INTO "study" VALUES('A bare stage','{"schema":1,"name":"A bare stage","clock":{"days":0.25},"contagion":{"rule":"simple"},"belief":{"rule":"fixed"},"fatigue":{"unfollow_chance":0.0,"irritation":0.0,"familiarity_weight":0.0},"conversion":{"action_chance":0.0,"attitude_weight":0.0},"credibility":{"wear_per_post":0.0,"wear_per_statement":0.0,"wear_ordinary":0.0},"platforms":{"square":{"brand_reach":1.0,"member_reach":1.0,"slots_per_visit":Infinity,"background_posts":0.0,"response":"fixed","half_life_hours":1.0}},"segments":{"people":{"role":"audience","size":60,"accounts":{"square":1.0},"followers":{"square":5.0},"share_chance":0.2},"press":{"role":"outlets","size":1,"accounts":{"square":1.0},"followers":{"square":20.0},"owned":true}},"messages":{"launch":{"kind":"campaign","stance":0.5}},"strategies":{"plan":{"playbook":[{"action":"publish","at_hours":2.0,"message":"launch","speaker":"press"}]}}}',NULL,'cb949c216cdb801be0769e7bad613b58c8a3dd74c1d114277524ad3a17b3d9c2',3,2,1,'["do nothing", "plan"]','do nothing',NULL,'2026-01-05 00:00:00',1.0,'{"python": "3.11.7", "groundswell-sim": "0.1.0", "mesa": "3.3.1", "numpy": "2.4.6", "numba": "0.68.1", "scipy": "1.17.1", "pandas": "3.1.1", "pydantic": "2.14.3", "sqlite-utils": "4.2.1", "code": "dfacc5e446d95396"}','a computer',3,'2026-11-29T06:26:49+00:00');
CREATE TABLE "variant" (
   "variant" TEXT PRIMARY KEY,
   "settings" TEXT
);
CREATE UNIQUE INDEX one_run ON run (variant, strategy, replication);
CREATE INDEX by_metric ON outcome (metric, run_id, value);
CREATE VIEW as_given AS SELECT * FROM run WHERE variant = '';
CREATE VIEW outcome_wide AS 
            SELECT r.run_id, r.variant, r.strategy, r.replication, r.seed, max(CASE o.metric WHEN 'cost' THEN o.value END) AS "cost", max(CASE o.metric WHEN 'posts' THEN o.value END) AS "posts", max(CASE o.metric WHEN 'impressions' THEN o.value END) AS "impressions", max(CASE o.metric WHEN 'reach' THEN o.value END) AS "reach", max(CASE o.metric WHEN 'frequency' THEN o.value END) AS "frequency", max(CASE o.metric WHEN 'shares' THEN o.value END) AS "shares", max(CASE o.metric WHEN 'amplification' THEN o.value END) AS "amplification", max(CASE o.metric WHEN 'engagements' THEN o.value END) AS "engagements", max(CASE o.metric WHEN 'engagement_rate' THEN o.value END) AS "engagement_rate", max(CASE o.metric WHEN 'awareness' THEN o.value END) AS "awareness", max(CASE o.metric WHEN 'share_of_voice' THEN o.value END) AS "share_of_voice", max(CASE o.metric WHEN 'earned_share' THEN o.value END) AS "earned_share", max(CASE o.metric WHEN 'unfollows' THEN o.value END) AS "unfollows", max(CASE o.metric WHEN 'hides' THEN o.value END) AS "hides", max(CASE o.metric WHEN 'unfollow_rate' THEN o.value END) AS "unfollow_rate", max(CASE o.metric WHEN 'time_to_first_response' THEN o.value END) AS "time_to_first_response", max(CASE o.metric WHEN 'sentiment_net' THEN o.value END) AS "sentiment_net", max(CASE o.metric WHEN 'hostile_impressions' THEN o.value END) AS "hostile_impressions", max(CASE o.metric WHEN 'hostile_reach' THEN o.value END) AS "hostile_reach", max(CASE o.metric WHEN 'hostile_shares' THEN o.value END) AS "hostile_shares", max(CASE o.metric WHEN 'peak_hostile_posts' THEN o.value END) AS "peak_hostile_posts", max(CASE o.metric WHEN 'time_to_peak' THEN o.value END) AS "time_to_peak", max(CASE o.metric WHEN 'half_life_of_attention' THEN o.value END) AS "half_life_of_attention", max(CASE o.metric WHEN 'time_to_baseline' THEN o.value END) AS "time_to_baseline", max(CASE o.metric WHEN 'negative_sentiment_area' THEN o.value END) AS "negative_sentiment_area", max(CASE o.metric WHEN 'second_wave' THEN o.value END) AS "second_wave", max(CASE o.metric WHEN 'reputation_end' THEN o.value END) AS "reputation_end", max(CASE o.metric WHEN 'reputation_low' THEN o.value END) AS "reputation_low", max(CASE o.metric WHEN 'reputation_lost_days' THEN o.value END) AS "reputation_lost_days", max(CASE o.metric WHEN 'reputation_residual' THEN o.value END) AS "reputation_residual", max(CASE o.metric WHEN 'convinced' THEN o.value END) AS "convinced", max(CASE o.metric WHEN 'actions' THEN o.value END) AS "actions", max(CASE o.metric WHEN 'leads' THEN o.value END) AS "leads", max(CASE o.metric WHEN 'sales' THEN o.value END) AS "sales", max(CASE o.metric WHEN 'cost_per_action' THEN o.value END) AS "cost_per_action", max(CASE o.metric WHEN 'cost_per_engagement' THEN o.value END) AS "cost_per_engagement", max(CASE o.metric WHEN 'cost_per_thousand' THEN o.value END) AS "cost_per_thousand", max(CASE o.metric WHEN 'cost_per_lead' THEN o.value END) AS "cost_per_lead", max(CASE o.metric WHEN 'revenue' THEN o.value END) AS "revenue", max(CASE o.metric WHEN 'volunteers_end' THEN o.value END) AS "volunteers_end", max(CASE o.metric WHEN 'insider_posts' THEN o.value END) AS "insider_posts", max(CASE o.metric WHEN 'morale_end' THEN o.value END) AS "morale_end", max(CASE o.metric WHEN 'disengagement_cost' THEN o.value END) AS "disengagement_cost", max(CASE o.metric WHEN 'net_value' THEN o.value END) AS "net_value", max(CASE o.metric WHEN 'romi' THEN o.value END) AS "romi", max(CASE o.metric WHEN 'goal_attainment' THEN o.value END) AS "goal_attainment"
            FROM run r JOIN outcome o USING (run_id) GROUP BY r.run_id;
CREATE VIEW difference AS 
            SELECT r.strategy, r.replication, o.metric, o.value, b.value AS baseline, o.value - b.value AS difference,
                   (o.value - b.value) * m.better > 0 AS wins
            FROM as_given r JOIN outcome o USING (run_id) JOIN metric m USING (metric)
            JOIN as_given rb ON rb.replication = r.replication AND rb.strategy = (SELECT baseline FROM study)
            JOIN outcome b ON b.run_id = rb.run_id AND b.metric = o.metric;
CREATE VIEW series_by_strategy AS 
            SELECT r.strategy, r.replication, datetime(s.start, (t.hours * 3600) || ' seconds') AS time, t.*
            FROM series t JOIN as_given r USING (run_id) CROSS JOIN study s;
COMMIT;
